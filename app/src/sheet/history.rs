//! What was done, to be taken back and done again.

use super::Change;

/// So many steps are remembered.
const STEPS: usize = 200;

/// Something that was done at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is called: `Paste`.
    pub name: &'static str,
    /// Takes it back.
    pub undo: Change,
    /// Does it again.
    pub redo: Change,
}

/// The steps, the latest last.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    /// Something was done: what had been taken back before can't be done again.
    pub fn did(&mut self, step: Step) {
        self.undone.clear();
        self.done.push(step);
        if self.done.len() > STEPS {
            self.done.remove(0);
        }
    }

    /// The step to take back.
    pub fn undo(&mut self) -> Option<Step> {
        let step = self.done.pop()?;
        self.undone.push(step.clone());
        Some(step)
    }

    /// The step to do again.
    pub fn redo(&mut self) -> Option<Step> {
        let step = self.undone.pop()?;
        self.done.push(step.clone());
        Some(step)
    }

    /// Whether there is something to take back, and something to do again.
    #[must_use]
    pub fn ways(&self) -> (bool, bool) {
        (!self.done.is_empty(), !self.undone.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str) -> Step {
        Step { name, undo: Change::default(), redo: Change::default() }
    }

    #[test]
    fn one_goes_back_and_forth_until_something_new_is_done() {
        let mut history = History::default();
        history.did(step("a"));
        history.did(step("b"));
        assert_eq!(history.undo().map(|s| s.name), Some("b"));
        assert_eq!(history.redo().map(|s| s.name), Some("b"));
        assert_eq!(history.undo().map(|s| s.name), Some("b"));
        assert_eq!(history.ways(), (true, true));
        history.did(step("c"));
        assert_eq!(history.redo(), None);
        assert_eq!(history.undo().map(|s| s.name), Some("c"));
        assert_eq!(history.undo().map(|s| s.name), Some("a"));
        assert_eq!(history.undo(), None);
    }
}
