//! What can be wrong with a schedule expression.

use crate::expression::Unit;

/// A mistake in a schedule expression. Its text is one sentence without a full stop;
/// [`Mistake::help`] is the way out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Mistake {
    /// The text is not `cron(…)`, `rate(…)` or `at(…)`.
    #[error("a schedule is `cron(…)`, `rate(…)` or `at(…)`")]
    Form,
    /// The closing parenthesis is missing, or something stands behind it.
    #[error("the schedule does not end with `)`")]
    Unclosed,
    /// A wrong number of cron fields.
    #[error("{found} fields, where cron takes six, or seven with the seconds first")]
    FieldCount {
        /// How many there are.
        found: usize,
    },
    /// Something in a cron field that is no value of it.
    #[error("`{text}` is not a value of the {field}")]
    NotAValue {
        /// What stands there.
        text: String,
        /// The field.
        field: Field,
    },
    /// Nothing where a value must be.
    #[error("a value of the {field} is missing")]
    Missing {
        /// The field.
        field: Field,
    },
    /// A cron value beyond its bounds.
    #[error("`{value}` is out of range: {field} go from {least} to {most}")]
    OutOfRange {
        /// What stands there.
        value: u64,
        /// The field.
        field: Field,
        /// The least.
        least: u16,
        /// The most.
        most: u16,
    },
    /// A step of nothing, or wider than its field.
    #[error("a step of the {field} is from 1 to {most}")]
    Step {
        /// The field.
        field: Field,
        /// The widest step.
        most: u16,
    },
    /// A range of years that runs backwards; only fields that come round may.
    #[error("the years run backwards")]
    BackwardYears,
    /// `L`, `W` or `#` beside other values.
    #[error("`{text}` cannot stand beside other values")]
    Alone {
        /// What stands there.
        text: String,
    },
    /// `?` where a value must be.
    #[error("`?` can only stand for the days of the month or the days of the week")]
    QuestionMark,
    /// Neither of the two day fields is `?`.
    #[error("both the days of the month and the days of the week are given")]
    BothDays,
    /// Both day fields are `?`.
    #[error("neither the days of the month nor the days of the week are given")]
    NoDays,
    /// Something that an association's cron cannot say.
    #[error("{0}")]
    Association(AssociationLimit),
    /// Runs too near to each other.
    #[error("the schedule runs every {seconds} seconds at its fastest; the least is 5 minutes")]
    TooFrequent {
        /// The least gap.
        seconds: u32,
    },
    /// Dates that no calendar has.
    #[error("no date fits this schedule")]
    Never,
    /// Not `rate(n unit)`.
    #[error("a rate is a whole number and a unit")]
    RateForm,
    /// A rate of zero, or too large to hold.
    #[error("a rate is a whole number from 1 to {most}")]
    RateValue {
        /// The most.
        most: u32,
    },
    /// A unit that AWS does not know.
    #[error("`{text}` is not a unit")]
    RateUnit {
        /// What stands there.
        text: String,
    },
    /// Singular and plural mixed up.
    #[error("with {value} the unit is `{}`", unit.word(*value))]
    RateGrammar {
        /// The number.
        value: u32,
        /// The unit.
        unit: Unit,
    },
    /// A rate below AWS's least.
    #[error("the least rate is {minutes} minutes")]
    RateTooFast {
        /// The least, in minutes.
        minutes: u32,
    },
    /// A rate above AWS's most.
    #[error("an association's rate is at most {days} days")]
    RateTooSlow {
        /// The most, in days.
        days: u32,
    },
    /// Not `at(YYYY-MM-DDTHH:MM:SS)`.
    #[error("`at` takes a date and a time as `2027-03-01T08:00:00`")]
    AtForm,
    /// A date or time that does not exist.
    #[error("there is no such date and time")]
    NoSuchTime,
}

/// What an association's cron cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AssociationLimit {
    /// A month other than `*`.
    #[error("an association's schedule cannot name months")]
    Months,
    /// Seconds other than 0.
    #[error("an association's schedule cannot name seconds other than 0")]
    Seconds,
    /// A day of the month.
    #[error("an association's schedule cannot name days of the month")]
    DaysOfMonth,
    /// Several weekdays.
    #[error("an association runs every day or on one day of the week")]
    DaysOfWeek,
    /// Times of day that State Manager does not offer.
    #[error("an association runs every half hour, every 1, 2, 4, 8 or 12 hours, or at one time of the day")]
    TimesOfDay,
}

/// A field of a cron expression, as people name its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Field {
    /// The optional first field.
    #[error("seconds")]
    Seconds,
    /// Minutes.
    #[error("minutes")]
    Minutes,
    /// Hours.
    #[error("hours")]
    Hours,
    /// Days of the month.
    #[error("days of the month")]
    DaysOfMonth,
    /// Months.
    #[error("months")]
    Months,
    /// Days of the week.
    #[error("days of the week")]
    DaysOfWeek,
    /// Years.
    #[error("years")]
    Years,
}

impl Mistake {
    /// The way out.
    pub fn help(&self) -> &'static str {
        match self {
            Self::Form | Self::Unclosed => {
                "write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`"
            }
            Self::FieldCount { .. } => {
                "the fields are minutes, hours, days of the month, months, days of the week, years: `cron(0 2 ? * SUN *)`"
            }
            Self::NotAValue { field, .. } | Self::Missing { field } | Self::OutOfRange { field, .. } => {
                field.help()
            }
            Self::Step { .. } => "write `*/10` for every tenth, or `5/10` to begin with the fifth",
            Self::BackwardYears => "write the earlier year first",
            Self::Alone { .. } => "let it stand alone, or list plain values",
            Self::QuestionMark => "write `*` for every value",
            Self::BothDays | Self::NoDays => {
                "write the days in one of the two fields and `?` in the other: `cron(0 2 ? * SUN *)`"
            }
            Self::Association(AssociationLimit::Months) => {
                "write `*` for the months, or use a maintenance window"
            }
            Self::Association(AssociationLimit::Seconds) => "leave the seconds out",
            Self::Association(_) => {
                "write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window"
            }
            Self::TooFrequent { .. } => "let at least 5 minutes lie between two runs",
            Self::Never => "look at the day and the month: some months have no 30th or 31st",
            Self::RateForm | Self::RateUnit { .. } => {
                "write `rate(30 minutes)`, `rate(12 hours)` or `rate(7 days)`"
            }
            Self::RateValue { .. } => "write a number such as 30",
            Self::RateGrammar { .. } => "AWS takes the singular with 1 and the plural with all else",
            Self::RateTooFast { .. } => "let the schedule run less often",
            Self::RateTooSlow { .. } => "let the schedule run more often, or use a maintenance window",
            Self::AtForm => "leave out the zone: the time is that of the schedule's own zone",
            Self::NoSuchTime => "look at the date",
        }
    }
}

impl Field {
    fn help(self) -> &'static str {
        match self {
            Self::Seconds | Self::Minutes => "the values are 0 to 59, with `,` `-` `*` and `/`",
            Self::Hours => "the values are 0 to 23, with `,` `-` `*` and `/`",
            Self::DaysOfMonth => "the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`",
            Self::Months => "the values are 1 to 12 or JAN to DEC, with `,` `-` `*` and `/`",
            Self::DaysOfWeek => {
                "the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`"
            }
            Self::Years => "the values are 1970 to 2199, with `,` `-` `*` and `/`",
        }
    }
}
