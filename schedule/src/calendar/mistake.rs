//! What can be wrong with a calendar.

/// A mistake in a calendar's text. Its text is one sentence without a full stop;
/// [`CalendarMistake::help`] is the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarMistake {
    /// There is no `VCALENDAR`, or more than one.
    #[error("this is not one iCalendar calendar")]
    NotACalendar,
    /// A line that is no `NAME:value`.
    #[error("this line is not `NAME:value`")]
    Line,
    /// An `END` whose `BEGIN` is another one's.
    #[error("`{open}` is still open here")]
    Crossed {
        /// What is open.
        open: String,
    },
    /// An `END` without a `BEGIN`.
    #[error("nothing is open that this could end")]
    Unopened,
    /// A line outside of every component.
    #[error("this line stands outside of the calendar")]
    Outside,
    /// A `BEGIN` without an `END`.
    #[error("`{name}` does not end")]
    Unclosed {
        /// What it begins.
        name: String,
    },
    /// A version other than 2.0.
    #[error("the version of the calendar is not 2.0")]
    Version,
    /// No `X-CALENDAR-TYPE`.
    #[error("the calendar does not say whether it is open or closed by default")]
    NoDefault,
    /// Another word than the two.
    #[error("`{text}` is not a type of change calendar")]
    Default {
        /// The word.
        text: String,
    },
    /// A line that has to be there.
    #[error("`{property}` is missing")]
    Missing {
        /// Its name.
        property: &'static str,
    },
    /// A line that may be there once only.
    #[error("`{property}` is there twice")]
    Twice {
        /// Its name.
        property: &'static str,
    },
    /// A date or date and time that is none.
    #[error("`{text}` is not a date, or a date and time")]
    Moment {
        /// What stands there.
        text: String,
    },
    /// A date where the start has a time, or the other way round.
    #[error("the start and the end are not both dates or both times")]
    MixedKinds,
    /// An end and a duration.
    #[error("both an end and a duration are given")]
    BothEnds,
    /// An end before its start.
    #[error("the end lies before the start")]
    Backwards,
    /// A duration that is none.
    #[error("`{text}` is not a duration")]
    Duration {
        /// What stands there.
        text: String,
    },
    /// A time zone that neither the IANA database nor the calendar knows.
    #[error("`{name}` is not a time zone that the IANA database or this calendar knows")]
    UnknownZone {
        /// Its name.
        name: String,
    },
    /// An offset from UTC that is none.
    #[error("`{text}` is not an offset from UTC")]
    Offset {
        /// What stands there.
        text: String,
    },
    /// A time zone that says nothing.
    #[error("the time zone has no rules, or more than any clock")]
    EmptyZone,
    /// A mistake in a recurrence rule.
    #[error(transparent)]
    Rule(#[from] RuleMistake),
    /// Something that would change what the calendar means and is not evaluated.
    #[error("`{text}` is not supported")]
    Unsupported {
        /// What stands there.
        text: String,
    },
}

/// A mistake in a recurrence rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleMistake {
    /// Something that is no `NAME=value`.
    #[error("`{text}` is not a part of a recurrence rule")]
    Part {
        /// What stands there.
        text: String,
    },
    /// A part that is there twice.
    #[error("`{part}` is there twice")]
    Twice {
        /// Its name.
        part: &'static str,
    },
    /// A value that the part does not take.
    #[error("`{text}` is not a value of `{part}`")]
    Value {
        /// The part.
        part: &'static str,
        /// What stands there.
        text: String,
    },
    /// No frequency.
    #[error("the recurrence rule has no `FREQ`")]
    NoFrequency,
    /// A count and an end.
    #[error("both `COUNT` and `UNTIL` are given")]
    BothEnds,
    /// Every minute or every second, or so many times a day that it is no better.
    #[error(
        "an event that comes back more than {} times a day is not supported",
        super::rule_text::MOST_A_DAY
    )]
    TooFrequent,
    /// Parts that do not go together.
    #[error("{0}")]
    Together(String),
}

impl CalendarMistake {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NotACalendar => "the text is one `BEGIN:VCALENDAR` … `END:VCALENDAR`",
            Self::Line => "a line that goes on from the one before begins with a blank",
            Self::Crossed { .. } | Self::Unopened | Self::Unclosed { .. } => {
                "every `BEGIN` has an `END` of its own, the inner ones first"
            }
            Self::Outside => "put it between `BEGIN:VCALENDAR` and `END:VCALENDAR`",
            Self::Version => "write `VERSION:2.0`",
            Self::NoDefault | Self::Default { .. } => {
                "write `X-CALENDAR-TYPE:DEFAULT_OPEN` or `X-CALENDAR-TYPE:DEFAULT_CLOSED`"
            }
            Self::Missing { .. } => "add it",
            Self::Twice { .. } => "take one of them out",
            Self::Moment { .. } => {
                "write `20270301T080000Z`, `;TZID=Europe/Berlin:20270301T080000` or `;VALUE=DATE:20270301`"
            }
            Self::MixedKinds => "write both as dates, or both as dates and times",
            Self::BothEnds => "take one of them out",
            Self::Backwards => "the end is the first moment after the event",
            Self::Duration { .. } => "write `P1D`, `PT12H` or `P1DT12H30M`",
            Self::UnknownZone { .. } => {
                "name a zone of the IANA database, or add a `VTIMEZONE` of that name to the calendar"
            }
            Self::Offset { .. } => "write `+0100` or `-0530`",
            Self::EmptyZone => "a `VTIMEZONE` holds at least one `STANDARD` or `DAYLIGHT`",
            Self::Rule(rule) => rule.help(),
            Self::Unsupported { .. } => "write the events that are meant one by one",
        }
    }
}

impl RuleMistake {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Part { .. } => {
                "a rule is `NAME=value` parts with `;` between them: `FREQ=WEEKLY;BYDAY=SA,SU`"
            }
            Self::Twice { .. } => "take one of them out",
            Self::Value { part, .. } => match *part {
                "FREQ" => "the frequencies are HOURLY, DAILY, WEEKLY, MONTHLY and YEARLY",
                "BYDAY" => "the days are MO, TU, WE, TH, FR, SA and SU, with a number before: `2TU`, `-1FR`",
                "UNTIL" => "write `20271231T235959Z`",
                _ => "the values are whole numbers with `,` between them",
            },
            Self::NoFrequency => {
                "begin the rule with `FREQ=DAILY`, `FREQ=WEEKLY`, `FREQ=MONTHLY` or `FREQ=YEARLY`"
            }
            Self::BothEnds => "take one of them out",
            Self::TooFrequent => "write one longer event",
            Self::Together(_) => "RFC 5545, section 3.3.10, says which parts go together",
        }
    }
}
