import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// The sources to ask before writes move, and those to look for.
    mutating func takeOpinions(into policy: inout Policy) {
        let items = values.read(.secondOpinions) { (text) throws(Expectation) in
            text == "none" ? [] : try Self.list(text, Self.opinionItem)
        }
        guard let items else { return }
        let sources = items.compactMap(\.self)
        if let twice = OpinionSource.Kind.allCases.first(where: { kind in sources.count { $0.kind == kind } > 1 }) {
            values.complain(about: .secondOpinions, "\(twice.rawValue) is given twice")
        }
        if sources.contains(where: { $0.kind == .fleet }) { mustKnowTheFleet(.secondOpinions, "fleet") }
        policy.secondOpinions = sources
        guard items.contains(nil) else { return }
        // A source that the operator has named is only asked there, and not looked for.
        let kinds = [OpinionSource.Kind.patroni, .fly].filter { kind in !sources.contains { $0.kind == kind } }
        policy.soughtOpinions = kinds.map { OpinionSource($0, port: $0.standardPort) }
    }

    /// Parses an item; nil is `auto`.
    private static func opinionItem(_ text: String) throws(Expectation) -> OpinionSource? {
        if text == "auto" { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard let kind = OpinionSource.Kind(rawValue: parts[0]) else {
            if text == "none" { throw Expectation("none stands alone") }
            let words = OpinionSource.Kind.allCases.map(\.rawValue)
            let hint = nearest(to: parts[0], among: words + ["auto", "none"]).map { "did you mean \($0)?" }
            throw Expectation(hint ?? "\(words.joined(separator: ", ")) are possible, auto and none")
        }
        return OpinionSource(kind, port: parts.count > 1 ? try port(parts[1]) : kind.standardPort)
    }
}
