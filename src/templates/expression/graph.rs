//! What must be evaluated before what, and what again after a change. Nothing here recurses, however long a chain is.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Nodes that read each other in a circle: each reads the next, and the last reads the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circle(pub Vec<usize>);

/// Nodes in an order in which each comes after all it reads.
#[derive(Debug, Clone)]
pub struct Graph {
    /// By node: who reads it.
    readers: Vec<Vec<usize>>,
    /// All nodes.
    order: Vec<usize>,
    /// By node: its place in `order`.
    places: Vec<usize>,
}

impl Graph {
    /// Orders nodes; `reads` says by node what it reads. Among nodes that do not depend on each other the lower comes first.
    /// A number that is no node is left out of account.
    ///
    /// # Errors
    /// The first circle found; a node that reads itself is one.
    pub fn new(reads: &[Vec<usize>]) -> Result<Self, Circle> {
        let mut readers = vec![Vec::new(); reads.len()];
        let mut waiting = vec![0_usize; reads.len()];
        for (node, (read, waits)) in reads.iter().zip(&mut waiting).enumerate() {
            for other in read {
                if let Some(readers) = readers.get_mut(*other) {
                    readers.push(node);
                    *waits += 1;
                }
            }
        }
        let order = ordered(&readers, &mut waiting);
        if order.len() < reads.len() {
            return Err(circle(reads, &waiting));
        }
        let mut places = vec![0; order.len()];
        for (at, node) in order.iter().enumerate() {
            if let Some(place) = places.get_mut(*node) {
                *place = at;
            }
        }
        Ok(Self { readers, order, places })
    }

    /// Every node, each after all it reads.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// What must be evaluated again after these nodes changed, in order, each once; the changed themselves only where they
    /// read another of them.
    pub fn after(&self, changed: &[usize]) -> Vec<usize> {
        let mut seen = vec![false; self.order.len()];
        let mut stack: Vec<usize> = changed.to_vec();
        let mut found = Vec::new();
        while let Some(node) = stack.pop() {
            for reader in self.readers.get(node).into_iter().flatten() {
                if let Some(seen) = seen.get_mut(*reader).filter(|seen| !**seen) {
                    *seen = true;
                    found.push(*reader);
                    stack.push(*reader);
                }
            }
        }
        found.sort_unstable_by_key(|node| self.places.get(*node).copied());
        found
    }
}

/// Takes the lowest node that waits for nothing, again and again; those on a circle, or behind one, are never taken.
fn ordered(readers: &[Vec<usize>], waiting: &mut [usize]) -> Vec<usize> {
    let free = waiting.iter().enumerate().filter(|(_, waits)| **waits == 0);
    let mut ready: BinaryHeap<Reverse<usize>> = free.map(|(node, _)| Reverse(node)).collect();
    let mut order = Vec::with_capacity(readers.len());
    while let Some(Reverse(node)) = ready.pop() {
        order.push(node);
        for reader in readers.get(node).into_iter().flatten() {
            if let Some(waits) = waiting.get_mut(*reader) {
                *waits = waits.saturating_sub(1);
                if *waits == 0 {
                    ready.push(Reverse(*reader));
                }
            }
        }
    }
    order
}

/// A node that still waits reads another that still waits: going from one to the next must come round.
fn circle(reads: &[Vec<usize>], waiting: &[usize]) -> Circle {
    let waits = |node: usize| waiting.get(node).is_some_and(|waits| *waits > 0);
    let mut path = Vec::new();
    let mut places = vec![None; reads.len()];
    let mut next = (0..reads.len()).find(|node| waits(*node));
    while let Some(node) = next {
        match places.get_mut(node) {
            Some(Some(start)) => return Circle(path.split_off(*start)),
            Some(place) => *place = Some(path.len()),
            None => break,
        }
        path.push(node);
        next = reads.get(node).and_then(|read| read.iter().copied().find(|other| waits(*other)));
    }
    Circle(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reads: &[&[usize]], expect: Result<&[usize], &[usize]>) {
        let reads: Vec<Vec<usize>> = reads.iter().map(|read| read.to_vec()).collect();
        let found = Graph::new(&reads).map(|graph| graph.order).map_err(|circle| circle.0);
        assert_eq!(found, expect.map(<[usize]>::to_vec).map_err(<[usize]>::to_vec), "{reads:?}");
    }

    #[test]
    fn what_is_read_comes_first_and_a_circle_is_found() {
        check(&[], Ok(&[]));
        check(&[&[], &[], &[]], Ok(&[0, 1, 2]));
        check(&[&[2], &[0], &[]], Ok(&[2, 0, 1]));
        check(&[&[1, 1, 9], &[]], Ok(&[1, 0]));
        check(&[&[0]], Err(&[0]));
        check(&[&[1], &[2], &[1], &[]], Err(&[1, 2]));
        check(&[&[3], &[], &[0, 1], &[2]], Err(&[0, 3, 2]));
    }

    #[test]
    fn only_what_depends_on_a_change_is_evaluated_again() {
        let graph = Graph::new(&[vec![], vec![0], vec![3], vec![1], vec![], vec![4]]).unwrap();
        assert_eq!(graph.after(&[0]), [1, 3, 2]);
        assert_eq!(graph.after(&[4]), [5]);
        assert_eq!(graph.after(&[0, 1]), [1, 3, 2]);
        assert_eq!(graph.after(&[2]), [0; 0]);
        assert_eq!(graph.after(&[77]), [0; 0]);
    }

    #[test]
    fn a_long_chain_is_not_deep() {
        let most = 100_000;
        let mut reads: Vec<Vec<usize>> = (1..=most).map(|next| vec![next]).collect();
        reads.push(vec![]);
        let graph = Graph::new(&reads).unwrap();
        assert_eq!(graph.after(&[most]).len(), most);
        reads[most] = vec![0];
        assert_eq!(Graph::new(&reads).unwrap_err().0.len(), most + 1);
    }
}
