//! Where rows stand: a row that nobody moved keeps its position, so that an import writes only what it changes. Pure.

/// The room left between two rows, for those that come between them later.
const STEP: i32 = 1_000;

/// Where one row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its position: higher than that of the row before.
    pub position: i32,
    /// Whether the row stood elsewhere among the others before.
    pub moved: bool,
}

/// The places of rows that are to stand in this order, each with the position it had.
pub fn places(held: &[Option<i32>]) -> Vec<Place> {
    let still = longest_rise(held);
    let fitted =
        fitted(held, &still).unwrap_or_else(|| (1..).map(|n: i32| n.saturating_mul(STEP)).take(held.len()).collect());
    let places = fitted.into_iter().zip(held).zip(still);
    places.map(|((position, held), still)| Place { position, moved: held.is_some() && !still }).collect()
}

/// The most rows that can all keep their positions.
fn longest_rise(held: &[Option<i32>]) -> Vec<bool> {
    // For each length, the rise of that length that ends lowest: its end, and where that is.
    let mut ends: Vec<(i32, usize)> = Vec::new();
    let mut before = Vec::with_capacity(held.len());
    for (at, position) in held.iter().enumerate() {
        let Some(position) = *position else {
            before.push(None);
            continue;
        };
        let length = ends.partition_point(|(end, _)| *end < position);
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).map(|(_, at)| *at));
        match ends.get_mut(length) {
            Some(end) => *end = (position, at),
            None => ends.push((position, at)),
        }
    }
    let mut still = vec![false; held.len()];
    let mut next = ends.last().map(|(_, at)| *at);
    while let Some(at) = next {
        if let Some(row) = still.get_mut(at) {
            *row = true;
        }
        next = before.get(at).copied().flatten();
    }
    still
}

/// The others between those that stay; none where there is no room left.
fn fitted(held: &[Option<i32>], still: &[bool]) -> Option<Vec<i32>> {
    let mut positions: Vec<i32> = Vec::with_capacity(held.len());
    let mut waiting = 0i32;
    let between = |positions: &mut Vec<i32>, waiting: i32, high: Option<i32>| -> Option<()> {
        let low = positions.last().copied().unwrap_or(0);
        let step = match high {
            None => STEP,
            Some(high) => high.checked_sub(low)? / waiting.checked_add(1)?,
        };
        if step < 1 && waiting > 0 {
            return None;
        }
        for n in 1..=waiting {
            positions.push(step.checked_mul(n)?.checked_add(low)?);
        }
        Some(())
    };
    for (held, still) in held.iter().zip(still) {
        match held.filter(|_| *still) {
            None => waiting += 1,
            Some(position) => {
                between(&mut positions, std::mem::take(&mut waiting), Some(position))?;
                positions.push(position);
            }
        }
    }
    between(&mut positions, waiting, None)?;
    Some(positions)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Positions held, 0 for a new row; and the positions after, negative for a row that moved.
    fn check(held: &[i32], expect: &[i32]) {
        let held: Vec<Option<i32>> = held.iter().map(|held| (*held > 0).then_some(*held)).collect();
        let places = places(&held);
        assert!(places.is_sorted_by(|a, b| a.position < b.position), "{places:?}");
        let said: Vec<i32> =
            places.iter().map(|place| if place.moved { -place.position } else { place.position }).collect();
        assert_eq!(said, expect, "{held:?}");
    }

    #[test]
    fn what_is_not_moved_stays_where_it_is() {
        check(&[], &[]);
        check(&[0, 0, 0], &[1000, 2000, 3000]);
        check(&[1000, 2000, 3000], &[1000, 2000, 3000]);
        check(&[1000, 0, 2000, 0], &[1000, 1500, 2000, 3000]);
        check(&[0, 0, 1000], &[333, 666, 1000]);
        check(&[3000, 1000, 2000], &[-500, 1000, 2000]);
        check(&[2000, 3000, 4000, 1000], &[2000, 3000, 4000, -5000]);
    }

    #[test]
    fn where_there_is_no_room_all_are_placed_anew() {
        check(&[1, 0, 2], &[1000, 2000, 3000]);
        check(&[0, 1], &[1000, 2000]);
        check(&[i32::MAX - 1, 0], &[1000, 2000]);
    }
}
