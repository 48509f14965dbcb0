//! What an answer's change costs the conditions and rules of a large template, beside reading them anew each time.
//!
//! `cargo bench --bench templates` runs it. The template and its answers are invented.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement may fail loudly, and prints what it found"
)]

mod template;

use std::hint::black_box;
use std::time::{Duration, Instant};

use godwit::templates::expression::{Expression, Type, graph::Graph, read};

use template::Template;

/// Questions of a large convention's national report.
const QUESTIONS: usize = 300;
/// Rules between its answers.
const RULES: usize = 50;
/// What was promised.
const MOST: Duration = Duration::from_millis(1);
const RUNS: usize = 201;

fn main() {
    let template = Template::new(QUESTIONS, RULES);
    let expressions: Vec<Expression> = template.expressions().map(|text| checked(&template, text)).collect();
    // Conditions may depend on one another through what they hide: each question reads what its condition reads.
    let reads: Vec<Vec<usize>> = expressions.iter().take(QUESTIONS).map(|one| one.slots().to_vec()).collect();
    let graph = Graph::new(&reads).unwrap();

    let mut times: [Vec<Duration>; 4] = Default::default();
    for run in 0..RUNS {
        // In turns, so that whatever else the machine does falls on all.
        times[0].push(timed(|| expressions.iter().filter(|one| one.holds(&template)).count()));
        times[1].push(timed(|| anew(&template)));
        times[2].push(timed(|| {
            let again = graph.after(&[run % QUESTIONS]);
            again.iter().filter(|at| expressions[**at].holds(&template)).count()
        }));
        times[3].push(timed(|| Graph::new(&reads).unwrap().order().len()));
    }
    let [all, reference, after, order] = times.map(|mut all| median(&mut all));
    assert_eq!(expressions.iter().filter(|one| one.holds(&template)).count(), anew(&template));
    let ratio = reference.as_secs_f64() / all.as_secs_f64();
    println!(
        "{QUESTIONS} conditions and {RULES} rules, {} bytes of text",
        template.expressions().map(str::len).sum::<usize>()
    );
    println!(
        "  all evaluated: {all:.1?} (at most {MOST:?}); parsed, checked and evaluated anew: {reference:.1?}; {ratio:.0} times less"
    );
    println!("  only what depends on the answer changed, ordered and evaluated: {after:.1?}");
    println!("  the order of all questions found: {order:.1?}");
    assert!(all <= MOST, "evaluating took longer than promised");
}

fn checked(template: &Template, text: &str) -> Expression {
    read(text, template, Some(Type::Boolean)).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

/// The reference: nothing is kept from one change to the next.
fn anew(template: &Template) -> usize {
    template.expressions().filter(|text| checked(template, text).holds(template)).count()
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    black_box(work());
    start.elapsed()
}

fn median(all: &mut [Duration]) -> Duration {
    all.sort_unstable();
    all[all.len() / 2]
}
