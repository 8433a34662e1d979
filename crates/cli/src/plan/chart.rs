//! Curves and points between logarithmic axes, as SVG.

use super::units::digits;
use crate::page::html::Html;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 90.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 50.0;
/// The most ticks that an axis has with 2 and 5 between the powers of ten.
const MOST_TICKS: usize = 9;

/// What is drawn: `x` and `y` are above zero.
pub(super) struct Chart<'a> {
    pub(super) label: &'a str,
    pub(super) x: &'a str,
    pub(super) y: &'a str,
    pub(super) curve: Vec<(f64, f64)>,
    pub(super) dots: Vec<Dot>,
}

pub(super) struct Dot {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) class: &'static str,
    pub(super) title: String,
}

/// From numbers to pixels.
struct Axis {
    least: f64,
    most: f64,
    from: f64,
    to: f64,
}

impl Axis {
    /// An axis that has room for all numbers; there is one at least.
    fn over(numbers: impl Iterator<Item = f64> + Clone, from: f64, to: f64) -> Self {
        let least = numbers.clone().fold(f64::INFINITY, f64::min);
        let most = numbers.fold(0.0, f64::max);
        // Some room beyond, also where all are the same.
        Axis { least: least / 1.25, most: most * 1.25, from, to }
    }

    fn place(&self, number: f64) -> f64 {
        let part = (number / self.least).ln() / (self.most / self.least).ln();
        self.from + part * (self.to - self.from)
    }

    /// Powers of ten, with 2 and 5 between them where there is room, or as many of them as there is room for.
    fn ticks(&self) -> Vec<f64> {
        let with = |steps: &[f64]| -> Vec<f64> {
            let powers = (-12..=18).map(|power| 10_f64.powi(power));
            let all = powers.flat_map(|power| steps.iter().map(move |step| step * power));
            all.filter(|tick| (self.least..=self.most).contains(tick)).collect()
        };
        let fine =
            [&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0][..], &[1.0, 2.0, 5.0], &[1.0]];
        fine.into_iter().map(with).find(|ticks| ticks.len() <= MOST_TICKS).unwrap_or_else(|| {
            let ticks = with(&[1.0]);
            let step = ticks.len().div_ceil(MOST_TICKS);
            ticks.into_iter().step_by(step).collect()
        })
    }
}

impl Chart<'_> {
    /// The drawing; nothing if there is no point in it.
    pub(super) fn draw(&self) -> Html {
        let dots = self.dots.iter().map(|dot| (dot.x, dot.y));
        let points = self.curve.iter().copied().chain(dots);
        let can_be_drawn = |&(x, y): &(f64, f64)| x > 0.0 && y > 0.0 && (x * y).is_finite();
        if !points.clone().all(|point| can_be_drawn(&point)) || points.clone().next().is_none() {
            return Html::default();
        }
        let x = Axis::over(points.clone().map(|point| point.0), LEFT, WIDTH - RIGHT);
        let y = Axis::over(points.map(|point| point.1), HEIGHT - BOTTOM, TOP);
        let parts: Html = [grid(&x, &y), self.names(), self.curve(&x, &y), self.dots(&x, &y)]
            .into_iter()
            .collect();
        Html::markup(format_args!(
            "<div class=\"wide\"><svg width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             role=\"img\" aria-label=\"{}\">\n{parts}</svg></div>\n",
            Html::text(self.label)
        ))
    }

    fn names(&self) -> Html {
        let x = text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8.0, "", self.x);
        [x, text(4.0, 12.0, "start", self.y)].into_iter().collect()
    }

    fn curve(&self, x: &Axis, y: &Axis) -> Html {
        if self.curve.is_empty() {
            return Html::default();
        }
        let mut path = String::new();
        for (place, point) in self.curve.iter().enumerate() {
            path.push(if place == 0 { 'M' } else { 'L' });
            path.push_str(&format!("{:.1} {:.1}", x.place(point.0), y.place(point.1)));
        }
        Html::markup(format_args!("<path class=\"curve\" d=\"{path}\"/>\n"))
    }

    fn dots(&self, x: &Axis, y: &Axis) -> Html {
        let dot = |dot: &Dot| {
            let (cx, cy) = (x.place(dot.x), y.place(dot.y));
            let label = if dot.class == "planned" {
                text(cx, cy - 8.0, "", "planned")
            } else {
                Html::default()
            };
            Html::markup(format_args!(
                "<g class=\"{}\"><title>{}</title><circle cx=\"{cx:.1}\" cy=\"{cy:.1}\" r=\"4\"/>{label}</g>\n",
                dot.class,
                Html::text(&dot.title)
            ))
        };
        self.dots.iter().map(dot).collect()
    }
}

fn grid(x: &Axis, y: &Axis) -> Html {
    let (top, bottom, left, right) = (TOP, HEIGHT - BOTTOM, LEFT, WIDTH - RIGHT);
    let across = y.ticks().into_iter().map(|tick| {
        let place = y.place(tick);
        line([left, place, right, place], &text(left - 6.0, place + 4.0, "end", &short(tick)))
    });
    let down = x.ticks().into_iter().map(|tick| {
        let place = x.place(tick);
        line([place, top, place, bottom], &text(place, bottom + 16.0, "", &short(tick)))
    });
    across.chain(down).collect()
}

fn line([x1, y1, x2, y2]: [f64; 4], name: &Html) -> Html {
    Html::markup(format_args!(
        "<path class=\"tick\" d=\"M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}\"/>{name}\n"
    ))
}

fn text(x: f64, y: f64, class: &str, text: &str) -> Html {
    let text = Html::text(text);
    Html::markup(format_args!("<text x=\"{x:.1}\" y=\"{y:.1}\" class=\"{class}\">{text}</text>"))
}

/// 200K rather than 200000.
fn short(number: f64) -> String {
    let (size, unit) = [(1e9, "B"), (1e6, "M"), (1e3, "K")]
        .into_iter()
        .find(|(size, _)| number >= *size)
        .unwrap_or((1.0, ""));
    let number = number / size;
    let text = if number.fract() == 0.0 { format!("{number:.0}") } else { digits(number) };
    format!("{text}{unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ratios_are_equal_distances() {
        let axis = Axis::over([8.0, 8000.0].into_iter(), 0.0, 300.0);
        let steps = [10.0, 100.0, 1000.0].map(|number| axis.place(number));
        assert!((steps[2] - steps[1] - (steps[1] - steps[0])).abs() < 1e-9);
        assert!(axis.place(8.0) > 0.0 && axis.place(8000.0) < 300.0);
    }

    #[test]
    fn ticks_are_few_and_within() {
        for (least, most) in [(3.0, 3.0), (100.0, 400.0), (5e4, 2e8), (1e-6, 1e9), (1.0, 1e15)] {
            let axis = Axis::over([least, most].into_iter(), 0.0, 1.0);
            let ticks = axis.ticks();
            assert!((1..=MOST_TICKS).contains(&ticks.len()), "{least} {most}: {ticks:?}");
            assert!(ticks.iter().all(|tick| (0.0..=1.0).contains(&axis.place(*tick))));
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let chart = |curve| Chart { label: "", x: "", y: "", curve, dots: Vec::new() }.draw();
        assert!(chart(vec![]).is_empty());
        assert!(chart(vec![(1.0, 0.0)]).is_empty());
        assert!(chart(vec![(1.0, f64::NAN)]).is_empty());
        assert!(!chart(vec![(1.0, 2.0), (2.0, 3.0)]).is_empty());
    }

    #[test]
    fn large_numbers_are_written_short() {
        assert_eq!([1.0, 1500.0, 2e5, 5e7, 2e9].map(short), ["1", "1.50K", "200K", "50M", "2B"]);
    }
}
