//! The other side: the databases' own shells, with the best statement we know for the same.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::measure::timed;
use super::seed::Place;

/// The columns of answers.csv from the tables they stand in. CROSS JOIN keeps SQLite to the order of the tables, which
/// is the order of the answer: without it, it sorts two million rows and takes twice as long.
fn statement(cycle: &str, cross: &str, moment: &str) -> String {
    format!(
        "SELECT r.cycle AS cycle, r.party AS party, m.region AS region, s.number AS submission, {moment} AS submitted_at, \
         q.section AS section, a.question AS question, a.question AS path, '' AS row_1, '' AS row_2, '' AS table_row, \
         '' AS \"column\", a.position AS position, a.value_code AS value_code, c.label AS value_label, \
         a.value_number AS value_number, a.value_text AS value_text, a.other_text AS other_text, a.comment AS comment, \
         a.language AS language, q.unit AS unit, a.qualifier AS qualifier, a.status AS status, q.mandates AS mandates \
         FROM reports r {cross} JOIN memberships m {cross} JOIN submissions s {cross} JOIN submitted_answers a \
         {cross} JOIN bench_questions q LEFT JOIN bench_choices c ON c.question = a.question AND c.code = a.value_code \
         WHERE r.cycle = '{cycle}' AND m.instrument = 'INV' AND m.party = r.party AND s.report_id = r.id \
         AND s.number = (SELECT MAX(n.number) FROM submissions n WHERE n.report_id = r.id) \
         AND a.submission_id = s.id AND q.cycle = r.cycle AND q.name = a.question ORDER BY r.party, a.ordinal"
    )
}

/// The same for PostgreSQL, whose planner chooses the order.
fn copied(cycle: &str) -> String {
    let moment = "to_char(s.submitted_at, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
    let joined = statement(cycle, "CROSS", moment);
    let (before, after) = joined.split_once(" LEFT JOIN bench_choices").unwrap();
    format!("COPY ({before} LEFT JOIN bench_choices{after}) TO STDOUT WITH (FORMAT csv, HEADER)")
}

/// Writes the answers of a cycle into a file.
pub fn answers(place: &Place, cycle: &str, to: &Path) -> Duration {
    let mut shell = match place {
        Place::Sqlite(path) => {
            let moment = "replace(s.submitted_at, ' ', 'T') || 'Z'";
            let mut shell = Command::new("sqlite3");
            shell.args(["-readonly", "-csv", "-header"]).arg(path).arg(statement(cycle, "CROSS", moment));
            shell
        }
        Place::Postgres { url, .. } => psql(url, &copied(cycle)),
    };
    run(shell.stdout(Stdio::from(File::create(to).unwrap())))
}

/// Counts what the summary counts, several times in one shell; the times it says itself.
pub fn counts(place: &Place, cycle: &str, runs: usize) -> Vec<Duration> {
    let sql = format!(
        "SELECT a.question, a.status, a.value_code, m.region, COUNT(*), COUNT(DISTINCT r.party) \
         FROM reports r JOIN memberships m ON m.party = r.party AND m.instrument = 'INV' \
         JOIN submissions s ON s.report_id = r.id JOIN submitted_answers a ON a.submission_id = s.id \
         WHERE r.cycle = '{cycle}' AND s.number = (SELECT MAX(n.number) FROM submissions n WHERE n.report_id = r.id) \
         GROUP BY a.question, a.status, a.value_code, m.region;"
    );
    let (mut shell, script, unit) = match place {
        Place::Sqlite(path) => {
            let mut shell = Command::new("sqlite3");
            shell.arg("-readonly").arg(path);
            (shell, format!(".timer on\n.output /dev/null\n{}", format!("{sql}\n").repeat(runs + 1)), "Run Time: real ")
        }
        Place::Postgres { url, .. } => {
            let mut shell = Command::new("psql");
            shell.args(["-X", "-q", "-d", url, "-o", "/dev/null"]);
            (shell, format!("\\timing on\n{}", format!("{sql}\n").repeat(runs + 1)), "Time: ")
        }
    };
    let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes()).unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let scale = if place.is_postgres() { 0.001 } else { 1.0 };
    let took = |line: &str| {
        let number = line.strip_prefix(unit)?.split_whitespace().next()?.parse::<f64>().ok()?;
        Some(Duration::from_secs_f64(number * scale))
    };
    let times: Vec<Duration> = said.lines().filter_map(took).skip(1).collect();
    assert_eq!(times.len(), runs, "{said}");
    times
}

fn psql(url: &str, sql: &str) -> Command {
    let mut shell = Command::new("psql");
    shell.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", sql]);
    shell
}

fn run(shell: &mut Command) -> Duration {
    let (took, status) = timed(|| shell.status().unwrap());
    assert!(status.success());
    took
}
