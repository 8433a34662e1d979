//! HTML that cannot be broken by what it shows.

use std::fmt;

use crate::tell;

/// A piece of HTML. Text comes into it only through [`Html::text`], which escapes it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Html(String);

impl Html {
    /// Text as it is to be read.
    pub(crate) fn text(text: &str) -> Self {
        let mut html = String::with_capacity(text.len());
        for c in tell::clean(text).chars() {
            match c {
                '&' => html.push_str("&amp;"),
                '<' => html.push_str("&lt;"),
                '>' => html.push_str("&gt;"),
                '"' => html.push_str("&quot;"),
                '\'' => html.push_str("&#39;"),
                c => html.push(c),
            }
        }
        Html(html)
    }

    /// Markup of this program's own, with pieces of HTML in it.
    pub(crate) fn markup(markup: fmt::Arguments<'_>) -> Self {
        Html(markup.to_string())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Html>>(pieces: I) -> Self {
        Html(pieces.into_iter().map(|piece| piece.0).collect())
    }
}

/// The style of all pages.
const STYLE: &str = include_str!("style.css");

/// A page that stands by itself: nothing is fetched, nothing runs.
pub(crate) fn document(title: &str, heading: &Html, body: &Html) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style></head>\n\
         <body>\n<h1>{heading}</h1>\n{body}</body></html>\n",
        Html::text(title)
    )
}

/// A section with a heading; nothing if there is nothing in it.
pub(crate) fn section(heading: &str, body: &Html) -> Html {
    if body.is_empty() {
        return Html::default();
    }
    Html::markup(format_args!("<section><h2>{}</h2>\n{body}</section>\n", Html::text(heading)))
}

/// A table; nothing if it has no rows.
pub(crate) fn table<const N: usize>(headings: [&str; N], rows: &[[Html; N]]) -> Html {
    if rows.is_empty() {
        return Html::default();
    }
    let head: Html = headings
        .iter()
        .map(|heading| Html::markup(format_args!("<th>{}</th>", Html::text(heading))))
        .collect();
    let body: Html = rows.iter().map(row).collect();
    Html::markup(format_args!(
        "<div class=\"wide\"><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    ))
}

fn row<const N: usize>(cells: &[Html; N]) -> Html {
    let cells: Html =
        cells.iter().map(|cell| Html::markup(format_args!("<td>{cell}</td>"))).collect();
    Html::markup(format_args!("<tr>{cells}</tr>\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_is_markup() {
        let html = Html::text("<script>alert(\"1\")</script> & 'so'").to_string();
        assert_eq!(html, "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;so&#39;");
    }
}
