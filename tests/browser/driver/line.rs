//! The line between browser and server: whole, slow, or cut.

use serde_json::json;

use super::Browser;

/// A slow line, as ministries have it: 50 kB/s either way, 400 ms there and back.
const SLOW_BYTES: u32 = 50_000;
const SLOW_DELAY: u32 = 400;

impl Browser {
    /// Cuts the line: the browser knows that it is offline.
    pub fn offline(&self) {
        self.cut.set(true);
        self.conditions(true, 0, 0);
    }

    /// Makes the line slow.
    pub fn slow(&self) {
        self.conditions(false, SLOW_DELAY, SLOW_BYTES);
    }

    /// The line is whole again.
    pub fn online(&self) {
        self.wire().delete("/chromium/network_conditions").unwrap_or_else(|no| panic!("{}", no.message));
    }

    /// From now on requests may fail without an answer: the server is stopped, or its connections are.
    pub fn forgive_failed_requests(&self) {
        self.cut.set(true);
    }

    fn conditions(&self, offline: bool, latency: u32, bytes: u32) {
        let line =
            json!({"offline": offline, "latency": latency, "download_throughput": bytes, "upload_throughput": bytes});
        self.wire()
            .post("/chromium/network_conditions", &json!({"network_conditions": line}))
            .unwrap_or_else(|no| panic!("{}", no.message));
    }
}
