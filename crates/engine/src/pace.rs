//! How many threads to use now: as many as get the work done soonest, by trying.
//!
//! On a machine that does other work as well, a worker may lose its processor in the middle of a chunk, and all wait for it
//! until it gets another. Whether that costs more than the worker brings depends on everybody else, so it is measured: the
//! pace of a window is the work done in it for its time, each chunk priced at the least that one like it took. Where threads
//! lose their processors, or waiting takes a good part of a window, a window with one thread fewer is tried, and where threads
//! lie idle one with one more:
//!
//! ```text
//! window over:  a trial that was faster stays; one that was not is undone, and the next waits twice as long
//! ```
//!
//! Results never depend on the number of threads, so it may follow the clock.

/// Milliseconds of shared work in a window: some time slices of an operating system.
const WINDOW: f64 = 40.0;
/// The part of a window spent waiting from which on fewer threads are worth a trial.
const WAITED: f64 = 0.125;
/// Windows between two trials, at first and at most: a trial that fails costs up to a window.
const FIRST_REST: u32 = 2;
const LAST_REST: u32 = 32;
/// Jobs whose price is remembered.
const PRICES: usize = 512;
/// What a price gains by each use, so that it follows a machine that slows down.
const INFLATION: f64 = 1.01;

/// What one job took.
pub struct Job {
    /// The place of the job in its program: jobs of one place are alike.
    pub place: usize,
    /// Its chunks.
    pub chunks: usize,
    /// Those that the caller executed, and the milliseconds it took for them.
    pub own_chunks: usize,
    /// See `own_chunks`.
    pub own_time: f64,
    /// Milliseconds for which the caller then waited.
    pub waited: f64,
    /// Whether a thread lost its processor lately.
    pub crowded: bool,
}

/// The number of threads, and what was measured to choose it.
pub struct Pace {
    threads: usize,
    limit: usize,
    /// Milliseconds of a chunk of the job at a place; 0 is unknown.
    prices: [f32; PRICES],
    work: f64,
    time: f64,
    waited: f64,
    /// The pace at the number of threads that a trial is compared with, and that number while a trial is under way.
    settled: f64,
    before: Option<usize>,
    /// Windows until the next trial, and how many there will be after the next that fails.
    countdown: u32,
    rest: u32,
}

impl Pace {
    /// All of `threads`, until they prove too many.
    pub const fn new(threads: usize) -> Self {
        Self {
            threads,
            limit: threads,
            prices: [0.0; PRICES],
            work: 0.0,
            time: 0.0,
            waited: 0.0,
            settled: 0.0,
            before: None,
            countdown: FIRST_REST,
            rest: FIRST_REST,
        }
    }

    /// Takes account of a job, and returns how many threads shall share the next.
    pub fn after(&mut self, job: &Job) -> usize {
        let price = &mut self.prices[job.place % PRICES];
        let mut each = f64::from(*price) * INFLATION;
        if job.own_chunks > 0 {
            let sample = job.own_time / job.own_chunks as f64;
            each = if each == 0.0 {
                sample
            } else {
                each.min(sample)
            };
        }
        *price = each as f32;
        self.work += each * job.chunks as f64;
        self.time += job.own_time + job.waited;
        self.waited += job.waited;
        if self.time >= WINDOW {
            self.close(job.crowded || self.waited > WAITED * self.time);
        }
        self.limit
    }

    fn close(&mut self, crowded: bool) {
        let pace = self.work / self.time;
        (self.work, self.time, self.waited) = (0.0, 0.0, 0.0);
        if let Some(before) = self.before.take() {
            if pace > self.settled {
                (self.settled, self.rest) = (pace, FIRST_REST);
            } else {
                self.limit = before;
                self.rest = (self.rest * 2).min(LAST_REST);
            }
            self.countdown = self.rest;
            return;
        }
        self.settled = if self.settled == 0.0 {
            pace
        } else {
            (self.settled + pace) / 2.0
        };
        self.countdown = self.countdown.saturating_sub(1);
        let trial = match (crowded, self.limit) {
            (true, 2..) => self.limit - 1,
            (_, limit) if limit < self.threads => limit + 1,
            _ => return,
        };
        if self.countdown == 0 {
            self.before = Some(self.limit);
            self.limit = trial;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A machine where a job of 8 chunks takes `times[n − 1]` of working and waiting with n threads.
    fn settle(pace: &mut Pace, jobs: usize, times: &[(f64, f64)]) -> Vec<usize> {
        let mut used = vec![0; times.len() + 1];
        let mut limit = pace.limit;
        for _ in 0..jobs {
            let (own_time, waited) = times[limit - 1];
            let own_chunks = ((own_time / 0.25) as usize).max(1);
            used[limit] += 1;
            limit = pace.after(&Job {
                place: 7,
                chunks: 8,
                own_chunks,
                own_time,
                waited,
                crowded: false,
            });
        }
        used
    }

    #[test]
    fn keeps_all_threads_where_nobody_waits() {
        let used = settle(&mut Pace::new(2), 5000, &[(2.0, 0.0), (1.0, 0.05)]);
        assert_eq!(used, [0, 0, 5000]);
    }

    #[test]
    fn leaves_workers_out_while_waiting_for_them_costs_more_than_they_bring() {
        let mut pace = Pace::new(2);
        let busy = settle(&mut pace, 5000, &[(2.0, 0.0), (1.0, 2.0)]);
        assert!(busy[1] > 4500, "{busy:?}");
        let quiet = settle(&mut pace, 5000, &[(2.0, 0.0), (1.0, 0.05)]);
        assert!(quiet[2] > 4000, "{quiet:?}");
    }

    #[test]
    fn keeps_workers_that_are_waited_for_and_still_bring_more() {
        let used = settle(&mut Pace::new(2), 5000, &[(2.0, 0.0), (1.0, 0.5)]);
        assert!(used[2] > 4500, "{used:?}");
    }

    #[test]
    fn finds_a_number_between() {
        let times = [(2.0, 0.0), (1.0, 0.1), (0.75, 0.05), (0.5, 1.5)];
        let used = settle(&mut Pace::new(4), 20_000, &times);
        assert!(used[3] > 15_000, "{used:?}");
    }
}
