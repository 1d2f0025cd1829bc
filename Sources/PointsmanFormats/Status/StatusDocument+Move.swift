import PointsmanCore

extension StatusDocument {
    /// This instance's part in planned moves, and the move that it leads.
    static func switchover(_ move: MoveReport, at moment: Instant) -> JSONValue {
        [
            "state": .string(move.part.rawValue),
            "coordinator": .optional(move.coordinator?.name),
            "milliseconds_left": move.until.map { .integer(max(($0 - moment).wholeMilliseconds, 0)) } ?? .null,
            "leads": .string(word(move.phase)),
            "ended": .optional(ending(move.phase)),
            "present": .integer(move.present), "holding": .integer(move.holding),
            "adopted": .integer(move.adopted),
            "missing": .array(move.missing.map(JSONValue.string)),
            "refused_notices": .integer(move.refusals.reduce(0) { $0 + $1.times }),
        ]
    }

    /// The same as a sentence for people; nil if nothing is under way.
    static func words(of move: MoveReport, at moment: Instant) -> String? {
        guard move.part != .free, let coordinator = move.coordinator else {
            return ending(move.phase).map { "the last switchover that was led here: \($0)" }
        }
        let left = move.until.map { ", for \(max(($0 - moment).wholeMilliseconds, 0)) ms at most" } ?? ""
        let lead =
            switch move.phase {
            case .none, .over, .moved: ""
            case .calling, .draining, .closing, .prepared:
                "; led here: \(word(move.phase)), \(move.holding) of \(move.present) hold"
            }
        return "\(move.part.rawValue) for a switchover by \(coordinator)\(left)\(lead)"
    }

    private static func word(_ phase: MoveReport.Phase) -> String {
        switch phase {
        case .none: "none"
        case .calling: "calling"
        case .draining: "draining"
        case .closing: "closing"
        case .prepared: "prepared"
        case .moved: "moved"
        case .over(let end): end.word
        }
    }

    private static func ending(_ phase: MoveReport.Phase) -> String? {
        if case .over(let end) = phase { end.sentence } else { nil }
    }
}
