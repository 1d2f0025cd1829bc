/// What one rule of readiness finds.
package struct ReadinessCheck: Equatable, Sendable {
    package let rule: ReadinessRule
    /// A sentence; nil where nothing speaks against being ready.
    package let reason: String?
}
