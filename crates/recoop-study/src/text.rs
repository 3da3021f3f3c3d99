//! Text for a terminal.

/// Breaks lines at spaces; what follows a break is indented by four, and by two more than the line.
#[must_use]
pub fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let indent: String = line.chars().take_while(|c| *c == ' ').collect();
        let mut at = 0;
        for (i, word) in line.split_whitespace().enumerate() {
            let length = word.chars().count();
            if i == 0 {
                out.push_str(&indent);
                at = indent.len();
            } else if at + 1 + length > width {
                at = (indent.len() + 2).max(4);
                out.push_str(&format!("\n{:at$}", ""));
            } else {
                out.push(' ');
                at += 1;
            }
            out.push_str(word);
            at += length;
        }
        out.push('\n');
    }
    out
}
