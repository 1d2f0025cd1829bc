/// A fault of a scenario: its kind, its moment, its duration, and the random numbers that choose its targets.
package struct PlannedFault: Sendable {
    package let kind: FaultKind
    package let begin: VirtualTime
    package let span: VirtualTime
    /// Chooses the target among those that qualify when the fault begins.
    package let pick: Int
    /// Chooses between the fault's variants.
    package let variant: Int

    package init(kind: FaultKind, begin: VirtualTime, span: VirtualTime, pick: Int, variant: Int) {
        self.kind = kind
        self.begin = begin
        self.span = span
        self.pick = pick
        self.variant = variant
    }
}
