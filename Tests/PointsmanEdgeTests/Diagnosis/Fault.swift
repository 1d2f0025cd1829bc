import LinuxReactor

/// Something that is really made wrong, what may be said of it, what must not be, and how it is mended as doctor says.
struct Fault: Sendable {
    let name: String
    /// The database URL; nil for the cluster's own.
    var url: (@Sendable (FaultStage) -> String)?
    /// More keys of `[pointsman]`.
    var keys: @Sendable (FaultStage) -> [String: String] = { _ in [:] }
    /// Makes it wrong.
    var spoil: @Reactor @Sendable (FaultStage) async throws -> Void = { _ in }
    /// Whether that is done once the agent is ready; else before it is started.
    var comesLater = false
    /// Words of `pointsman status`, all of them.
    let status: [String]
    /// Words of `pointsman doctor`, all of them.
    let doctor: [String]
    /// Words that neither of them may have.
    var never: [String] = []
    /// Follows the cure.
    var mend: @Reactor @Sendable (FaultStage) async throws -> Void = { _ in }
    /// Whether the cure is in the URL or the keys: then the next agent has neither.
    var isInConfiguration = false
}
