/// The sections of PoolingGuide.md that the checks refer to.
package enum GuideSection: String, Sendable {
    case standalone = "Standalone PgBouncer"
    case poolModes = "Pool Mode Comparison"
    case monitoring = "Monitoring PgBouncer"
    case poolExhaustion = "Connection Pool Exhaustion"
    case connectionLeaks = "Connection Leaks"
    case authentication = "Authentication Failures"
    case bestPractices = "Best Practices"
    case internalNetworking = "Internal Networking"
    case regionalProximity = "Regional Proximity"
    case scaling = "Scaling PgBouncer"
    case connectionTest = "Connection Test"

    /// The anchor of the heading as Markdown readers make it: lower case, dashes for spaces, no other characters.
    package var link: String {
        let words = rawValue.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " }
        return "PoolingGuide.md#" + String(words.map { $0 == " " ? "-" : $0 })
    }
}
