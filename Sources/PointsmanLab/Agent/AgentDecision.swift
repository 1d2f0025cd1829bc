/// A decision as a line of the agent's log tells it, such as
/// `… notice writes go to 127.1.2.12:5432 (rule route: 127.1.2.12:5432); ready`.
package struct AgentDecision: Sendable, Equatable {
    /// The name of the rule.
    package let rule: String
    /// The member that writes go to, as `address:port`; nil if the rule moves nothing.
    package let target: String?
    /// Whether the instance is ready, degraded or not.
    package let isReady: Bool
    package let isDegraded: Bool

    /// Nil for a line about something else.
    package init?(line: some StringProtocol) {
        guard let writes = line.firstRange(of: "writes "), let opening = line.firstRange(of: " (rule "),
            writes.upperBound <= opening.lowerBound
        else { return nil }
        let ruleText = line[opening.upperBound...]
        guard let end = ruleText.firstIndex(where: { $0 == ":" || $0 == ")" }) else { return nil }
        rule = String(ruleText[..<end])
        let action = line[writes.upperBound..<opening.lowerBound]
        target = action.hasPrefix("go to ") ? String(action.dropFirst("go to ".count)) : nil
        let rest = line[end...]
        isDegraded = rest.firstRange(of: "; degraded: ") != nil
        isReady = isDegraded || line.hasSuffix("; ready")
    }

    /// The regions that writes are sent to in `decisions`, one after the other, starting with `first`.
    package static func path(
        of decisions: [AgentDecision], from first: LabMember, among members: [LabMember]
    ) -> [String] {
        var path = [first.region]
        for target in decisions.compactMap(\.target) {
            let address = target.prefix(upTo: target.lastIndex(of: ":") ?? target.endIndex)
                .filter { $0 != "[" && $0 != "]" }
            let region = members.first { $0.address == address }?.region ?? target
            if path.last != region { path.append(region) }
        }
        return path
    }
}
