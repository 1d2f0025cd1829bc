/// A fault of a scenario: what, when, for how long, and the draws that say on whom.
package struct PlannedFault: Sendable {
    package let kind: FaultKind
    package let begin: VirtualTime
    package let span: VirtualTime
    /// Picks whom it hits, among those who qualify when it begins.
    package let pick: Int
    /// Picks between its variants.
    package let variant: Int

    package init(kind: FaultKind, begin: VirtualTime, span: VirtualTime, pick: Int, variant: Int) {
        self.kind = kind
        self.begin = begin
        self.span = span
        self.pick = pick
        self.variant = variant
    }
}
