//! The text of each policy, as it was sent: AWS keeps the order of its keys.

/// The items of a list, each without the blanks between its parts. The list is known to be JSON.
pub(super) fn items(list: &str) -> Vec<String> {
    let (mut items, mut item) = (Vec::new(), String::new());
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for char in list.chars() {
        let is_blank = !quoted && char.is_ascii_whitespace();
        match char {
            '"' => quoted = !quoted || escaped,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth -= 1,
            _ => {}
        }
        escaped = quoted && char == '\\' && !escaped;
        let outside = depth == 0 || depth == 1 && !quoted && matches!(char, '[' | ',');
        if char == ',' && outside {
            items.push(std::mem::take(&mut item));
        } else if !outside && !is_blank {
            item.push(char);
        }
    }
    if !item.is_empty() {
        items.push(item);
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_keep_their_order_and_lose_their_blanks() {
        assert_eq!(items("[]"), [""; 0]);
        assert_eq!(items(" [ {} ] "), ["{}"]);
        let list = r#" [ {"b": "x, ]\"} \\", "a" : [1, {"c":2}]} , {"a":1}]"#;
        assert_eq!(items(list), [r#"{"b":"x, ]\"} \\","a":[1,{"c":2}]}"#, r#"{"a":1}"#]);
    }
}
