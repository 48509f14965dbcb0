//! Reminders, from the rows of a cycle to the letters of its focal points.
