//! Straight lines through measured points, by least squares.

use serde::Serialize;

/// `intercept + slope * x`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    pub(crate) intercept: f64,
    pub(crate) slope: f64,
    /// The largest distance of a point, as a part of what was measured there.
    pub(crate) worst_error: f64,
}

impl Line {
    /// The line that the squares of the distances to these points are least of; none through fewer than two different `x`.
    pub(crate) fn through(points: &[(f64, f64)]) -> Option<Line> {
        let count = points.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
        let (mean_x, mean_y) = (mean(|point| point.0), mean(|point| point.1));
        let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
        // Not above zero, if there is nothing to divide by, too.
        if !(spread > 0.0 && spread.is_finite()) {
            return None;
        }
        let joint: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
        let slope = joint / spread;
        let line = Line { intercept: mean_y - slope * mean_x, slope, worst_error: 0.0 };
        Some(Line { worst_error: worst(points.iter().map(|&(x, y)| (line.at(x), y))), ..line })
    }

    pub(crate) fn at(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }
}

/// The factor of `x` that the squares of the distances to these points are least of: a line through nothing at nothing.
pub(crate) fn factor(points: &[(f64, f64)]) -> f64 {
    let squares: f64 = points.iter().map(|(x, _)| x * x).sum();
    if squares > 0.0 { points.iter().map(|(x, y)| x * y).sum::<f64>() / squares } else { 0.0 }
}

/// The largest error of what was reckoned, as a part of what was measured.
pub(crate) fn worst(reckoned_and_measured: impl Iterator<Item = (f64, f64)>) -> f64 {
    let errors =
        reckoned_and_measured.map(|(reckoned, measured)| (reckoned / measured - 1.0).abs());
    errors.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_coefficients_are_found_again() {
        let points: Vec<(f64, f64)> =
            (10..30).map(f64::from).map(|x| (x, 250.0 + 17.5 * x)).collect();
        let line = Line::through(&points).expect("many points");
        assert!(
            (line.intercept - 250.0).abs() < 1e-6 && (line.slope - 17.5).abs() < 1e-6,
            "{line:?}"
        );
        assert!(line.worst_error < 1e-9);
        assert!((line.at(40.0) - 950.0).abs() < 1e-6);
    }

    #[test]
    fn noise_that_cancels_out_changes_nothing() {
        // Above and below in turn: symmetric about the middle, so that it adds nothing to the slope.
        let noise = [3.0, -3.0, 0.0, -3.0, 3.0];
        let points: Vec<(f64, f64)> = (0..5)
            .map(f64::from)
            .zip(noise)
            .map(|(x, noise)| (x, 100.0 - 4.0 * x + noise))
            .collect();
        let line = Line::through(&points).expect("many points");
        assert!(
            (line.intercept - 100.0).abs() < 1e-9 && (line.slope + 4.0).abs() < 1e-9,
            "{line:?}"
        );
        assert!((line.worst_error - 3.0 / 85.0).abs() < 1e-9, "{}", line.worst_error);
    }

    #[test]
    fn no_line_goes_through_one_place() {
        assert_eq!(Line::through(&[]), None);
        assert_eq!(Line::through(&[(3.0, 1.0)]), None);
        assert_eq!(Line::through(&[(3.0, 1.0), (3.0, 2.0)]), None);
    }

    #[test]
    fn a_factor_goes_through_nothing() {
        assert!((factor(&[(1.0, 2.5), (4.0, 10.0)]) - 2.5).abs() < 1e-12);
        assert_eq!(factor(&[]), 0.0);
    }
}
