//! Every mistake is shown, each at its place.

use schedule::{Dialect, Expression};

/// The expression with each mistake's place underlined, and its words.
fn mistakes(text: &str, dialect: Dialect) -> String {
    let Err(problems) = Expression::parse(text, dialect) else { return format!("{text}\nfine") };
    let mut shown = text.to_owned();
    for problem in problems {
        let lead = " ".repeat(text[..problem.span.start].chars().count());
        let line = "^".repeat(text[problem.span.range()].chars().count().max(1));
        shown += &format!("\n{lead}{line} {}\n  {}", problem.kind, problem.kind.help());
    }
    shown
}

fn window(text: &str) -> String {
    mistakes(text, Dialect::Window)
}

fn association(text: &str) -> String {
    mistakes(text, Dialect::Association)
}

#[test]
fn forms() {
    insta::assert_snapshot!([
        window("every sunday"), window("cron(0 2 ? * SUN *"), window("cron(0 2 ? * SUN *) "), window("cron()"),
        window("cron(0 2 * * SUN)"), window("0 2 ? * SUN *"), window("Cron(0 2 ? * SUN *)"),
    ].join("\n"), @r"
    every sunday
    ^^^^^^^^^^^^ a schedule is `cron(…)`, `rate(…)` or `at(…)`
      write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`
    cron(0 2 ? * SUN *
    ^^^^^^^^^^^^^^^^^^ the schedule does not end with `)`
      write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`
    cron(0 2 ? * SUN *) 
    ^^^^^^^^^^^^^^^^^^^^ the schedule does not end with `)`
      write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`
    cron()
         ^ 0 fields, where cron takes six, or seven with the seconds first
      the fields are minutes, hours, days of the month, months, days of the week, years: `cron(0 2 ? * SUN *)`
    cron(0 2 * * SUN)
         ^^^^^^^^^^^ 5 fields, where cron takes six, or seven with the seconds first
      the fields are minutes, hours, days of the month, months, days of the week, years: `cron(0 2 ? * SUN *)`
    0 2 ? * SUN *
    ^^^^^^^^^^^^^ a schedule is `cron(…)`, `rate(…)` or `at(…)`
      write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`
    Cron(0 2 ? * SUN *)
    ^^^^^^^^^^^^^^^^^^^ a schedule is `cron(…)`, `rate(…)` or `at(…)`
      write `cron(0 2 ? * SUN *)`, `rate(7 days)` or `at(2027-03-01T08:00:00)`
    ");
}

#[test]
fn every_field_is_read_before_anything_is_said() {
    insta::assert_snapshot!(window("cron(60 24 32 13 FRY 1969)"), @r"
    cron(60 24 32 13 FRY 1969)
         ^^ `60` is out of range: minutes go from 0 to 59
      the values are 0 to 59, with `,` `-` `*` and `/`
            ^^ `24` is out of range: hours go from 0 to 23
      the values are 0 to 23, with `,` `-` `*` and `/`
               ^^ `32` is out of range: days of the month go from 1 to 31
      the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`
                  ^^ `13` is out of range: months go from 1 to 12
      the values are 1 to 12 or JAN to DEC, with `,` `-` `*` and `/`
                     ^^^ `FRY` is not a value of the days of the week
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
                         ^^^^ `1969` is out of range: years go from 1970 to 2199
      the values are 1970 to 2199, with `,` `-` `*` and `/`
    ");
    insta::assert_snapshot!(window("cron(5/0 */24 ? Jänner 0 2030-2027)"), @r"
    cron(5/0 */24 ? Jänner 0 2030-2027)
           ^ a step of the minutes is from 1 to 59
      write `*/10` for every tenth, or `5/10` to begin with the fifth
               ^^ a step of the hours is from 1 to 23
      write `*/10` for every tenth, or `5/10` to begin with the fifth
                    ^^^^^^ `Jänner` is not a value of the months
      the values are 1 to 12 or JAN to DEC, with `,` `-` `*` and `/`
                           ^ `0` is out of range: days of the week go from 1 to 7
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
                             ^^^^^^^^^ the years run backwards
      write the earlier year first
    ");
    insta::assert_snapshot!(window("cron(? 2, ? * SUN-,8 *)"), @r"
    cron(? 2, ? * SUN-,8 *)
         ^ `?` can only stand for the days of the month or the days of the week
      write `*` for every value
             ^ a value of the hours is missing
      the values are 0 to 23, with `,` `-` `*` and `/`
                      ^ a value of the days of the week is missing
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
                       ^ `8` is out of range: days of the week go from 1 to 7
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
    ");
}

#[test]
fn one_day_field_is_a_question_mark() {
    insta::assert_snapshot!([
        window("cron(0 2 * * SUN *)"), window("cron(0 2 ? * ? *)"), window("cron(0 2 * * * *)"), window("cron(0 2 5 * 9 *)"),
    ].join("\n"), @r"
    cron(0 2 * * SUN *)
                 ^^^ both the days of the month and the days of the week are given
      write the days in one of the two fields and `?` in the other: `cron(0 2 ? * SUN *)`
    cron(0 2 ? * ? *)
                 ^ neither the days of the month nor the days of the week are given
      write the days in one of the two fields and `?` in the other: `cron(0 2 ? * SUN *)`
    cron(0 2 * * * *)
                 ^ both the days of the month and the days of the week are given
      write the days in one of the two fields and `?` in the other: `cron(0 2 ? * SUN *)`
    cron(0 2 5 * 9 *)
                 ^ `9` is out of range: days of the week go from 1 to 7
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
    ");
}

#[test]
fn special_days() {
    insta::assert_snapshot!([
        window("cron(0 2 L,15 * ? *)"), window("cron(0 2 1-15W * ? *)"), window("cron(0 2 32W * ? *)"), window("cron(0 2 L-31 * ? *)"),
        window("cron(0 2 ? * MON#6 *)"), window("cron(0 2 ? * 2#1,6#3 *)"), window("cron(0 2 ? * 8L *)"), window("cron(0 2 L3 * ? *)"),
        window("cron(0 2 ? L * *)"),
    ].join("\n"), @r"
    cron(0 2 L,15 * ? *)
             ^ `L` cannot stand beside other values
      let it stand alone, or list plain values
    cron(0 2 1-15W * ? *)
             ^^^^^ `1-15W` is not a value of the days of the month
      the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`
    cron(0 2 32W * ? *)
             ^^^ `32W` is not a value of the days of the month
      the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`
    cron(0 2 L-31 * ? *)
             ^^^^ `L-31` is not a value of the days of the month
      the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`
    cron(0 2 ? * MON#6 *)
                 ^^^^^ `MON#6` is not a value of the days of the week
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
    cron(0 2 ? * 2#1,6#3 *)
                 ^^^ `2#1` cannot stand beside other values
      let it stand alone, or list plain values
    cron(0 2 ? * 8L *)
                 ^^ `8L` is not a value of the days of the week
      the values are 1 (Sunday) to 7 or SUN to SAT, with `,` `-` `*` `/` `?` `FRIL` and `TUE#2`
    cron(0 2 L3 * ? *)
             ^^ `L3` is not a value of the days of the month
      the values are 1 to 31, with `,` `-` `*` `/` `?` `L` `LW` and `15W`
    cron(0 2 ? L * *)
               ^ `L` is not a value of the months
      the values are 1 to 12 or JAN to DEC, with `,` `-` `*` and `/`
    ");
}

#[test]
fn too_often_and_never() {
    insta::assert_snapshot!([
        window("cron(* * * * ? *)"), window("cron(0/4 * * * ? *)"), window("cron(0/5 * * * ? *)"), window("cron(*/10 0 2 ? * SUN *)"),
        window("cron(58,1 0,23 ? * * *)"), window("cron(58,1 0,23 ? * SUN *)"), window("cron(0 0 31 2 ? *)"), window("cron(0 0 29 2 ? 2027)"),
        window("cron(0 0 30W 2 ? *)"),
    ].join("\n"), @r"
    cron(* * * * ? *)
         ^^^^^^^^^^^ the schedule runs every 60 seconds at its fastest; the least is 5 minutes
      let at least 5 minutes lie between two runs
    cron(0/4 * * * ? *)
         ^^^^^^^^^^^^^ the schedule runs every 240 seconds at its fastest; the least is 5 minutes
      let at least 5 minutes lie between two runs
    cron(0/5 * * * ? *)
    fine
    cron(*/10 0 2 ? * SUN *)
         ^^^^^^^^^^^^^^^^^^ the schedule runs every 10 seconds at its fastest; the least is 5 minutes
      let at least 5 minutes lie between two runs
    cron(58,1 0,23 ? * * *)
         ^^^^^^^^^^^^^^^^^ the schedule runs every 180 seconds at its fastest; the least is 5 minutes
      let at least 5 minutes lie between two runs
    cron(58,1 0,23 ? * SUN *)
    fine
    cron(0 0 31 2 ? *)
         ^^^^^^^^^^^^ no date fits this schedule
      look at the day and the month: some months have no 30th or 31st
    cron(0 0 29 2 ? 2027)
         ^^^^^^^^^^^^^^^ no date fits this schedule
      look at the day and the month: some months have no 30th or 31st
    cron(0 0 30W 2 ? *)
         ^^^^^^^^^^^^^ no date fits this schedule
      look at the day and the month: some months have no 30th or 31st
    ");
}

#[test]
fn rates() {
    insta::assert_snapshot!([
        window("rate(30 minutes)"), window("rate(1 minutes)"), window("rate(5 hour)"), window("rate(1 hours)"), window("rate(0 days)"),
        window("rate(4 minutes)"), window("rate(-5 hours)"), window("rate(2 weeks)"), window("rate(2)"), window("rate(99999999999999999999999 days)"),
        association("rate(29 minutes)"), association("rate(31 days)"), association("rate(32 days)"),
    ].join("\n"), @r"
    rate(30 minutes)
    fine
    rate(1 minutes)
           ^^^^^^^ with 1 the unit is `minute`
      AWS takes the singular with 1 and the plural with all else
    rate(5 hour)
           ^^^^ with 5 the unit is `hours`
      AWS takes the singular with 1 and the plural with all else
    rate(1 hours)
           ^^^^^ with 1 the unit is `hour`
      AWS takes the singular with 1 and the plural with all else
    rate(0 days)
         ^ a rate is a whole number from 1 to 365000
      write a number such as 30
    rate(4 minutes)
         ^^^^^^^^^ the least rate is 5 minutes
      let the schedule run less often
    rate(-5 hours)
         ^^^^^^^^ a rate is a whole number and a unit
      write `rate(30 minutes)`, `rate(12 hours)` or `rate(7 days)`
    rate(2 weeks)
           ^^^^^ `weeks` is not a unit
      write `rate(30 minutes)`, `rate(12 hours)` or `rate(7 days)`
    rate(2)
         ^ a rate is a whole number and a unit
      write `rate(30 minutes)`, `rate(12 hours)` or `rate(7 days)`
    rate(99999999999999999999999 days)
         ^^^^^^^^^^^^^^^^^^^^^^^ a rate is a whole number from 1 to 365000
      write a number such as 30
    rate(29 minutes)
         ^^^^^^^^^^ the least rate is 30 minutes
      let the schedule run less often
    rate(31 days)
    fine
    rate(32 days)
         ^^^^^^^ an association's rate is at most 31 days
      let the schedule run more often, or use a maintenance window
    ");
}

#[test]
fn single_runs() {
    insta::assert_snapshot!([
        window("at(2027-03-01T08:00:00)"), association("at(2027-03-01T08:00:00)"), window("at(2027-03-01)"), window("at(2027-03-01T08:00:00Z)"),
        window("at(2027-02-29T08:00:00)"), window("at(2027-03-01T08:00:60)"),
    ].join("\n"), @r"
    at(2027-03-01T08:00:00)
    fine
    at(2027-03-01T08:00:00)
    fine
    at(2027-03-01)
       ^^^^^^^^^^ `at` takes a date and a time as `2027-03-01T08:00:00`
      leave out the zone: the time is that of the schedule's own zone
    at(2027-03-01T08:00:00Z)
       ^^^^^^^^^^^^^^^^^^^^ `at` takes a date and a time as `2027-03-01T08:00:00`
      leave out the zone: the time is that of the schedule's own zone
    at(2027-02-29T08:00:00)
       ^^^^^^^^^^^^^^^^^^^ there is no such date and time
      look at the date
    at(2027-03-01T08:00:60)
       ^^^^^^^^^^^^^^^^^^^ there is no such date and time
      look at the date
    ");
}

#[test]
fn associations_say_less() {
    for fine in [
        "cron(0/30 * * * ? *)",
        "cron(0,30 * * * ? *)",
        "cron(0 */30 * * * ? *)",
        "cron(0 0/1 * * ? *)",
        "cron(0 * * * ? *)",
        "cron(0 0/2 * * ? *)",
        "cron(0 0/4 * * ? *)",
        "cron(0 0/8 * * ? *)",
        "cron(0 0/12 * * ? *)",
        "cron(15 13 ? * * *)",
        "cron(15 13 ? * MON *)",
        "cron(30 23 ? * TUE#3 *)",
        "cron(0 0 ? * 3L *)",
        "cron(0 10 * * ? *)",
    ] {
        assert_eq!(association(fine), format!("{fine}\nfine"));
    }
    insta::assert_snapshot!([
        association("cron(0 2 1 1 ? *)"), association("cron(0 2 L * ? *)"), association("cron(0 2 ? * MON-FRI *)"), association("cron(0/15 * * * ? *)"),
        association("cron(0 0/3 * * ? *)"), association("cron(5 0 2 ? * SUN *)"), association("cron(0 0/2 ? * SUN *)"), association("cron(0,20 2 ? * SUN *)"),
    ].join("\n"), @r"
    cron(0 2 1 1 ? *)
             ^ an association's schedule cannot name days of the month
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
               ^ an association's schedule cannot name months
      write `*` for the months, or use a maintenance window
    cron(0 2 L * ? *)
             ^ an association's schedule cannot name days of the month
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    cron(0 2 ? * MON-FRI *)
                 ^^^^^^^ an association runs every day or on one day of the week
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    cron(0/15 * * * ? *)
         ^^^^ an association runs every half hour, every 1, 2, 4, 8 or 12 hours, or at one time of the day
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    cron(0 0/3 * * ? *)
           ^^^ an association runs every half hour, every 1, 2, 4, 8 or 12 hours, or at one time of the day
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    cron(5 0 2 ? * SUN *)
         ^ an association's schedule cannot name seconds other than 0
      leave the seconds out
    cron(0 0/2 ? * SUN *)
           ^^^ an association runs every half hour, every 1, 2, 4, 8 or 12 hours, or at one time of the day
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    cron(0,20 2 ? * SUN *)
         ^^^^ an association runs every half hour, every 1, 2, 4, 8 or 12 hours, or at one time of the day
      write `cron(0 2 ? * SUN *)`, `cron(0 2 ? * TUE#2 *)` or a rate, or use a maintenance window
    ");
}
