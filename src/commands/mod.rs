//! The command line: what an operator says, one file for each command.
//!
//! Exit codes: 0 done, 1 our answer is no (or we failed), 2 wrong usage. Messages go to stderr in plain words;
//! stdout carries only what was asked for.

pub mod account_add;
pub mod audit_verify;
pub mod check_template;
mod chores;
pub mod cycle;
mod cycle_move;
pub mod export;
pub mod demo;
mod dry;
pub mod import_accounts;
pub mod import_answers;
pub mod import_list;
pub mod import_mandates;
pub mod import_parties;
pub mod import_template;
mod input;
mod log;
pub mod migrate;
pub mod post;
pub mod remind;
pub mod serve;
pub mod template_export;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::accounts::add::House;
use crate::clock::{Clock, Moment};
use crate::config::Settings;
use crate::db::Db;
use crate::fault::Fault;
use crate::ids::{CycleCode, TemplateName};

/// Wrong usage, as for clap's own.
const WRONG_USAGE: u8 = 2;

/// National reporting for multilateral environmental agreements.
#[derive(Debug, Parser)]
#[command(name = "godwit", version, after_help = "Settings come from GODWIT_* variables or --config FILE; see README.")]
pub struct Arguments {
    /// A file of NAME=VALUE lines; a variable of the environment wins over it.
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database up to date, then serve until SIGTERM.
    Serve,
    /// Make an invented instrument to look at, and serve it.
    Demo(demo::Demo),
    /// Bring the database up to date.
    Migrate,
    /// Open a round of reporting, extend it for a Party, close it.
    #[command(subcommand)]
    Cycle(cycle::Deed),
    /// Write down the reminders that are due.
    Remind {
        /// As if it were this moment: 2027-05-31T08:00:00Z.
        #[arg(long, value_name = "T", value_parser = remind::read_now)]
        now: Option<Moment>,
        /// List what would be written, and write nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Post the letters that are due.
    Post,
    /// The people who sign in.
    #[command(subcommand)]
    Account(Account),
    /// Say what is wrong with a file before anybody relies on it.
    #[command(subcommand)]
    Check(Check),
    /// Take a file in: all of it, or nothing.
    #[command(subcommand)]
    Import(Import),
    /// Write a cycle's figures as a data package.
    Export {
        /// The cycle's code.
        cycle: CycleCode,
        /// A directory that is not there yet.
        #[arg(long, value_name = "DIR")]
        to: PathBuf,
        /// As of when: 2027-06-30T21:59:59Z. Only a dated figure can be cited.
        #[arg(long, value_name = "T", value_parser = remind::read_now)]
        as_of: Option<Moment>,
    },
    /// What is asked.
    #[command(subcommand)]
    Template(Template),
    /// Prove what was done.
    #[command(subcommand)]
    Audit(Audit),
}

#[derive(Debug, Subcommand)]
enum Account {
    /// Add a person with a grant, and write the invitation.
    Add(account_add::AccountAdd),
}

#[derive(Debug, Subcommand)]
enum Check {
    /// Flaws, missing translations, mandates that do not hold, and how much a report has to answer.
    Template {
        /// A template document (schemas/template.schema.json), or a workbook in the form of XLSForm (.xlsx).
        file: PathBuf,
        #[command(flatten)]
        workbook: check_template::Workbook,
    },
}

#[derive(Debug, Subcommand)]
enum Template {
    /// Write a version as a workbook in the form of XLSForm, which `import template` reads.
    Export {
        /// The template's name.
        name: TemplateName,
        /// Which version.
        version: i32,
        /// A file that is not there yet: FILE.xlsx.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Import {
    /// Instruments, Parties and memberships.
    Parties {
        /// A CSV file (schemas/registers/README.md).
        file: PathBuf,
        /// Say what would change, and keep nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// People with their grants; each new one gets a letter.
    Accounts {
        /// A CSV file: email, name, language, instrument, role, party, sections.
        file: PathBuf,
        /// Say who would be added, and keep nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// A round that was held elsewhere, as submissions of a closed cycle.
    Answers(import_answers::ImportAnswers),
    /// Bodies, documents and mandates.
    Mandates {
        /// A JSON file (schemas/mandates.schema.json).
        file: PathBuf,
        /// Say what would change, and keep nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// A reference list: species, sites, agreements.
    List(import_list::ImportList),
    /// Save a template as a draft.
    Template {
        /// A template document (schemas/template.schema.json), or a workbook in the form of XLSForm (.xlsx).
        file: PathBuf,
        #[command(flatten)]
        workbook: check_template::Workbook,
        /// Publish it at once: from then on the version never changes.
        #[arg(long)]
        publish: bool,
        /// Say what would become of it, and keep nothing.
        #[arg(long)]
        dry_run: bool,
    },
}

#[derive(Debug, Subcommand)]
enum Audit {
    /// Walk every chain and say whether a row was changed, taken out or swapped.
    Verify {
        /// Heads noted earlier, a JSON line {"instrument", "sequence", "link"} each: finds a cut tail too.
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
}

/// Why a command ends with 1.
#[derive(Debug)]
pub enum No {
    /// The answer is no. One sentence for each reason.
    Said(Vec<String>),
    /// We failed.
    Failed(Fault),
}

impl No {
    /// No, for one reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self::Said(vec![reason.into()])
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}

impl From<std::io::Error> for No {
    fn from(error: std::io::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs what the command line says and answers its exit code.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { WRONG_USAGE } else { 0 });
        }
    };
    log::start();
    let settings = match settings(arguments.config.as_deref()) {
        Ok(settings) => settings,
        Err(wrong) => return ended(&wrong, WRONG_USAGE),
    };
    match obey(arguments.command, &settings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(No::Said(reasons)) => ended(&reasons, 1),
        Err(No::Failed(fault)) => ended(&[fault.to_string()], 1),
    }
}

fn obey(command: Command, settings: &Settings) -> Result<(), No> {
    match command {
        Command::Serve => serve::run(settings),
        Command::Demo(asked) => demo::run(settings, asked),
        Command::Migrate => migrate::run(settings),
        Command::Cycle(deed) => cycle::run(settings, deed),
        Command::Remind { now, dry_run } => remind::run(settings, now, dry_run),
        Command::Post => post::run(settings),
        Command::Account(Account::Add(asked)) => account_add::run(settings, &asked),
        Command::Check(Check::Template { file, workbook }) => check_template::run(settings, &file, &workbook),
        Command::Import(Import::Parties { file, dry_run }) => import_parties::run(
            &Db::join(&settings.database)?,
            &file,
            dry_run,
            Clock::system().now(),
            &mut std::io::stdout(),
        ),
        Command::Import(Import::Accounts { file, dry_run }) => import_accounts::run(
            &Db::join(&settings.database)?,
            House { secret: settings.secret()?, base: settings.base() },
            &file,
            dry_run,
            Clock::system().now(),
            &mut std::io::stdout(),
        ),
        Command::Import(Import::Mandates { file, dry_run }) => {
            import_mandates::run(&Db::join(&settings.database)?, &file, dry_run, &mut std::io::stdout())
        }
        Command::Import(Import::Answers(asked)) => import_answers::run(settings, asked, Clock::system().now()),
        Command::Import(Import::List(asked)) => import_list::run(
            &Db::join(&settings.database)?,
            settings.secret()?,
            asked,
            Clock::system().now(),
            &mut std::io::stdout(),
        ),
        Command::Import(Import::Template { file, workbook, publish, dry_run }) => {
            import_template::run(settings, &file, &workbook, publish, dry_run)
        }
        Command::Export { cycle, to, as_of } => export::run(settings, cycle, &to, as_of),
        Command::Template(Template::Export { name, version, to }) => {
            template_export::run(settings, &name, version, &to)
        }
        Command::Audit(Audit::Verify { head }) => audit_verify::run(settings, head.as_deref()),
    }
}

fn settings(file: Option<&std::path::Path>) -> Result<Settings, Vec<String>> {
    let text = match file {
        Some(path) => {
            Some(std::fs::read_to_string(path).map_err(|error| vec![format!("{}: {error}", path.display())])?)
        }
        None => None,
    };
    Settings::read(std::env::vars_os().filter_map(plain), text.as_deref())
}

/// A variable that is no UTF-8 is none of ours.
fn plain((name, value): (std::ffi::OsString, std::ffi::OsString)) -> Option<(String, String)> {
    Some((name.into_string().ok()?, value.into_string().ok()?))
}

fn ended(reasons: &[String], code: u8) -> ExitCode {
    for reason in reasons {
        say(reason);
    }
    ExitCode::from(code)
}

/// A line for the person at the terminal.
pub fn say(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A line of what was asked for. A reader that hung up is no failure.
pub fn print(line: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_fits_together() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }
}
