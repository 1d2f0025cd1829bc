import PointsmanCore
import PointsmanFormats
import PoolerTools

/// One thing that is wrong in otherwise healthy facts, and which check has to say so.
struct Ill: Sendable, CustomStringConvertible {
    let description: String
    let check: String
    let severity: Severity
    /// Words of its evidence.
    let words: String
    let spoil: @Sendable (inout DoctorFacts) -> Void

    init(
        _ description: String, _ check: String, _ severity: Severity, _ words: String,
        _ spoil: @escaping @Sendable (inout DoctorFacts) -> Void
    ) {
        self.description = description
        self.check = check
        self.severity = severity
        self.words = words
        self.spoil = spoil
    }
}

extension Ill {
    static let all = reaching + astray + obstacles + pooling + authentication + failover + sessions
}
