//! How long nobody has pressed a key: for the lock.
//!
//! Two clocks: one that the waiting goes by, which stands still while a laptop sleeps, and the one
//! on the wall, by which the first key after that finds the survey locked.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant, SystemTime};

/// When the last key came.
pub(super) struct Idle {
    since: Instant,
    on_the_wall: SystemTime,
}

/// What a wait gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Waited<T> {
    /// Something came.
    Came(T),
    /// Nobody pressed a key for so long that it is time to lock.
    Idle,
    /// Nothing will come any more.
    Over,
}

impl Idle {
    /// From now on.
    pub(super) fn new() -> Self {
        Self { since: Instant::now(), on_the_wall: SystemTime::now() }
    }

    /// Sleeps until something comes, or it is time to lock: once, without looking in between.
    pub(super) fn wait<T>(&self, arrivals: &Receiver<T>, limit: Option<Duration>) -> Waited<T> {
        let Some(limit) = limit else {
            return arrivals.recv().map_or(Waited::Over, Waited::Came);
        };
        match arrivals.recv_timeout(limit.saturating_sub(self.since.elapsed())) {
            Ok(arrival) => Waited::Came(arrival),
            Err(RecvTimeoutError::Timeout) => Waited::Idle,
            Err(RecvTimeoutError::Disconnected) => Waited::Over,
        }
    }

    /// Takes note of a key; gives whether it came too late.
    pub(super) fn key(&mut self, limit: Option<Duration>) -> bool {
        let passed = SystemTime::now().duration_since(self.on_the_wall).unwrap_or_default();
        *self = Self::new();
        limit.is_some_and(|limit| passed >= limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    const SHORT: Option<Duration> = Some(Duration::from_millis(30));

    #[test]
    fn it_is_time_to_lock_after_the_last_key_and_not_before() {
        let (sender, arrivals) = channel();
        let mut idle = Idle::new();
        let start = Instant::now();
        assert_eq!(idle.wait(&arrivals, SHORT), Waited::Idle);
        assert!(start.elapsed() >= Duration::from_millis(30));
        // What comes meanwhile from elsewhere does not put it off.
        assert!(idle.key(SHORT), "the key came too late");
        std::thread::sleep(Duration::from_millis(20));
        sender.send(1).expect("it listens");
        assert_eq!(idle.wait(&arrivals, SHORT), Waited::Came(1));
        let start = Instant::now();
        assert_eq!(idle.wait(&arrivals, SHORT), Waited::Idle);
        assert!(start.elapsed() < Duration::from_millis(25), "{:?}", start.elapsed());
        drop(sender);
        assert_eq!(idle.wait(&arrivals, None), Waited::Over);
    }

    #[test]
    fn after_a_sleep_of_the_laptop_the_first_key_comes_too_late() {
        let hours = Duration::from_secs(3 * 3_600);
        let slept = || Idle { since: Instant::now(), on_the_wall: SystemTime::now() - hours };
        assert!(slept().key(Some(Duration::from_secs(900))));
        assert!(!slept().key(None), "never means never");
        assert!(!Idle::new().key(Some(Duration::from_secs(900))));
        // A clock that was set back says nothing.
        let ahead = SystemTime::now() + hours;
        assert!(!Idle { since: Instant::now(), on_the_wall: ahead }.key(SHORT));
    }
}
