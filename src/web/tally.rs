//! What was counted since the start, for `/metrics`.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the duration buckets in milliseconds: the promises are 50, 200 and 1000.
pub const BOUNDS_MS: [u64; 8] = [5, 10, 25, 50, 100, 200, 1_000, 5_000];

/// Counters. Reading them is not one snapshot, which is fine for what they are.
#[derive(Debug, Default)]
pub struct Tally {
    under_way: AtomicU64,
    by_class: [AtomicU64; 5],
    within: [AtomicU64; BOUNDS_MS.len()],
    spent_us: AtomicU64,
}

impl Tally {
    /// A request came.
    pub fn begin(&self) {
        self.under_way.fetch_add(1, Ordering::Relaxed);
    }

    /// It was answered with this status after so long.
    pub fn end(&self, status: u16, took: Duration) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
        if let Some(count) = self.by_class.get(usize::from(status / 100).saturating_sub(1)) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        for (bound, count) in BOUNDS_MS.iter().zip(&self.within) {
            if took <= Duration::from_millis(*bound) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        let spent = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.spent_us.fetch_add(spent, Ordering::Relaxed);
    }

    /// The counters in Prometheus's text format.
    pub fn written(&self) -> String {
        use std::fmt::Write;
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let mut text = String::from("# TYPE godwit_requests_total counter\n");
        let mut all = 0;
        for (class, count) in (1..).zip(&self.by_class) {
            let count = read(count);
            all += count;
            let _ = writeln!(text, "godwit_requests_total{{status=\"{class}xx\"}} {count}");
        }
        text.push_str("# TYPE godwit_request_seconds histogram\n");
        for (bound, count) in BOUNDS_MS.iter().zip(&self.within) {
            let seconds = format!("{}.{:03}", bound / 1_000, bound % 1_000);
            let _ = writeln!(text, "godwit_request_seconds_bucket{{le=\"{seconds}\"}} {}", read(count));
        }
        let spent = read(&self.spent_us);
        let _ = writeln!(text, "godwit_request_seconds_bucket{{le=\"+Inf\"}} {all}");
        let _ = writeln!(text, "godwit_request_seconds_sum {}.{:06}", spent / 1_000_000, spent % 1_000_000);
        let _ = writeln!(text, "godwit_request_seconds_count {all}");
        let _ = writeln!(text, "# TYPE godwit_requests_under_way gauge");
        let _ = writeln!(text, "godwit_requests_under_way {}", read(&self.under_way));
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_class_and_duration() {
        let tally = Tally::default();
        tally.begin();
        tally.begin();
        tally.end(204, Duration::from_millis(7));
        tally.end(503, Duration::from_secs(60));
        let text = tally.written();
        for line in [
            "godwit_requests_total{status=\"2xx\"} 1",
            "godwit_requests_total{status=\"5xx\"} 1",
            "godwit_request_seconds_bucket{le=\"0.005\"} 0",
            "godwit_request_seconds_bucket{le=\"0.010\"} 1",
            "godwit_request_seconds_bucket{le=\"5.000\"} 1",
            "godwit_request_seconds_bucket{le=\"+Inf\"} 2",
            "godwit_request_seconds_sum 60.007000",
            "godwit_requests_under_way 0",
        ] {
            assert!(text.lines().any(|had| had == line), "{line} is not in\n{text}");
        }
    }
}
