import PointsmanCore
import PointsmanFormats

extension ConfigurationBuilder {
    /// Who else is asked before writes move.
    mutating func secondOpinions() -> [OpinionSource]? {
        let sources = values.read(.secondOpinions) { (text) throws(Expectation) in
            try Self.list(text, Self.opinionSource)
        }
        guard let sources else { return nil }
        if let twice = OpinionSource.Kind.allCases.first(where: { kind in sources.count { $0.kind == kind } > 1 }) {
            values.complain(about: .secondOpinions, "\(twice.rawValue) is given twice")
        }
        if sources.contains(where: { $0.kind == .fleet }) { mustKnowTheFleet(.secondOpinions, "fleet") }
        return sources
    }

    private static func opinionSource(_ text: String) throws(Expectation) -> OpinionSource {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard let kind = OpinionSource.Kind(rawValue: parts[0]) else {
            let words = OpinionSource.Kind.allCases.map(\.rawValue)
            let hint = nearest(to: parts[0], among: words).map { "did you mean \($0)?" }
            throw Expectation(hint ?? "\(words.joined(separator: ", ")) are possible")
        }
        return OpinionSource(kind, port: parts.count > 1 ? try port(parts[1]) : kind.standardPort)
    }
}
