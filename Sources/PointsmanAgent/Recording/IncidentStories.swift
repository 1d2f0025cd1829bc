package import PointsmanRecording

/// The incidents that are told to people who look: the one that is under way, and the last that are over.
package struct IncidentStories: Sendable {
    /// How long the reactor may take to tell of the one that is under way.
    private static let patience = Duration.seconds(1)

    private let over: @Sendable () -> [IncidentReport]
    private let current: @Sendable () async -> IncidentReport?

    /// - Parameters:
    ///   - over: those that are over, the latest first.
    ///   - current: the story so far of the one that is under way; nil if there is none.
    package init(
        over: @escaping @Sendable () -> [IncidentReport] = { [] },
        current: @escaping @Sendable () async -> IncidentReport? = { nil }
    ) {
        self.over = over
        self.current = current
    }

    /// The latest first.
    /// - Parameter isMoving: whether the conductor makes progress; one that stands still is not asked.
    package func latest(isMoving: Bool) async -> [IncidentReport] {
        let open = isMoving ? await OneAnswer.of(within: Self.patience, else: nil, current) : nil
        let over = over()
        // It may have ended since it was asked for.
        guard let open, !over.contains(where: { $0.id == open.id }) else { return over }
        return [open] + over
    }
}
