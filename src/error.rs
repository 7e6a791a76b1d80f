//! Why a command ends without doing what was asked: words for people, and the exit.

use std::fmt::Display;

use engine::ports::ApiError;

use crate::exit::Exit;

/// Why a command ends early.
#[derive(Debug)]
pub struct Error {
    /// What the process ends with.
    pub exit: Exit,
    /// What is wrong; `None` where everything has been said.
    pub message: Option<Message>,
    /// The way out.
    pub help: Option<String>,
    /// What people have been told already, without colours, for whoever reads of it elsewhere.
    pub told: String,
}

/// What is wrong.
#[derive(Debug)]
pub enum Message {
    /// In words.
    Words(String),
    /// AWS, or the way to it, did not answer as hoped.
    Api(Box<ApiError>),
}

/// What a command gives back.
pub type Result<T = Exit> = std::result::Result<T, Error>;

impl Error {
    /// An error that ends the process so.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: Some(Message::Words(message.into())), help: None, told: String::new() }
    }

    /// Something went wrong.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The command line makes no sense.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// AWS cannot be asked at all.
    pub fn api(error: ApiError) -> Self {
        Self {
            exit: Exit::of_api(&error),
            message: Some(Message::Api(Box::new(error))),
            help: None,
            told: String::new(),
        }
    }

    /// Everything has been said already.
    pub fn said(exit: Exit) -> Self {
        Self { exit, message: None, help: None, told: String::new() }
    }

    /// What has been told already.
    pub fn told(mut self, told: impl Into<String>) -> Self {
        self.told = told.into();
        self
    }

    /// A file that cannot be read, written or made.
    pub fn file(doing: &str, path: impl AsRef<std::path::Path>, error: impl Display) -> Self {
        Self::failed(format!("cannot {doing} `{}`: {error}", path.as_ref().display()))
    }

    /// The way out.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
