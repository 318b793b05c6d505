//! How high the rows of a long list are, and where each begins.

/// Heights of rows, and their sums in double precision: a hundred thousand rows are millions of
/// points high, where single precision no longer tells neighbouring pixels apart.
#[derive(Debug, Clone, Default)]
pub struct Heights {
    rows: Vec<f32>,
    /// `tops[i]` is where row `i` begins; one longer than `rows`.
    tops: Vec<f64>,
    /// Tops up to this index are right.
    valid: usize,
}

impl Heights {
    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets everything and begins with these.
    pub fn reset(&mut self, heights: impl Iterator<Item = f32>) {
        self.rows.clear();
        self.rows.extend(heights);
        self.valid = 0;
    }

    /// Puts rows before the one at `at`.
    pub fn insert(&mut self, at: usize, heights: impl Iterator<Item = f32>) {
        let at = at.min(self.rows.len());
        self.rows.splice(at..at, heights);
        self.valid = self.valid.min(at);
    }

    /// Takes rows out.
    pub fn remove(&mut self, at: usize, count: usize) {
        let at = at.min(self.rows.len());
        let end = at.saturating_add(count).min(self.rows.len());
        self.rows.drain(at..end);
        self.valid = self.valid.min(at);
    }

    /// Corrects the height of a row.
    pub fn set(&mut self, index: usize, height: f32) {
        if let Some(row) = self.rows.get_mut(index)
            && *row != height
        {
            *row = height;
            self.valid = self.valid.min(index);
        }
    }

    /// The height of a row, 0 for one that is not there.
    #[must_use]
    pub fn height(&self, index: usize) -> f32 {
        self.rows.get(index).copied().unwrap_or_default()
    }

    /// Where a row begins; for the index after the last one, where the list ends.
    pub fn top(&mut self, index: usize) -> f64 {
        self.add_up();
        self.tops[index.min(self.rows.len())]
    }

    /// Where the list ends.
    pub fn total(&mut self) -> f64 {
        self.top(self.rows.len())
    }

    /// The row at a distance from the list's beginning; the last one beyond its end.
    pub fn at(&mut self, distance: f64) -> usize {
        self.add_up();
        let after = self.tops.partition_point(|top| *top <= distance);
        after
            .saturating_sub(1)
            .min(self.rows.len().saturating_sub(1))
    }

    fn add_up(&mut self) {
        if self.tops.len() == self.rows.len() + 1 && self.valid == self.rows.len() {
            return;
        }
        self.tops.resize(self.rows.len() + 1, 0.0);
        self.valid = self.valid.min(self.rows.len());
        let mut top = if self.valid == 0 {
            0.0
        } else {
            self.tops[self.valid]
        };
        self.tops[self.valid] = top;
        for index in self.valid..self.rows.len() {
            top += f64::from(self.rows[index]);
            self.tops[index + 1] = top;
        }
        self.valid = self.rows.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tops(heights: &mut Heights) -> Vec<f64> {
        (0..=heights.len())
            .map(|index| heights.top(index))
            .collect()
    }

    #[test]
    fn rows_begin_where_those_above_end() {
        let mut heights = Heights::default();
        assert_eq!(heights.total(), 0.0);
        heights.reset([10.0, 20.0, 30.0].into_iter());
        assert_eq!(tops(&mut heights), [0.0, 10.0, 30.0, 60.0]);
        heights.insert(1, [5.0, 5.0].into_iter());
        assert_eq!(tops(&mut heights), [0.0, 10.0, 15.0, 20.0, 40.0, 70.0]);
        heights.set(0, 1.0);
        heights.remove(3, 1);
        assert_eq!(tops(&mut heights), [0.0, 1.0, 6.0, 11.0, 41.0]);
        heights.remove(2, 99);
        assert_eq!(tops(&mut heights), [0.0, 1.0, 6.0]);
    }

    #[test]
    fn a_distance_leads_to_its_row() {
        let mut heights = Heights::default();
        heights.reset([10.0, 20.0, 30.0].into_iter());
        let rows: Vec<usize> = [-3.0, 0.0, 9.9, 10.0, 59.0, 60.0, 99.0]
            .into_iter()
            .map(|distance| heights.at(distance))
            .collect();
        assert_eq!(rows, [0, 0, 0, 1, 2, 2, 2]);
    }
}
