import PointsmanCore

// Planned moves (PlannedMoves.md): this instance's part in one, the one that it leads, and what came of them.
extension StatusMetrics {
    static func moves(_ reading: StatusReading) -> [MetricFamily] {
        let move = reading.status.move
        var parts = MetricFamily("pointsman_move_part", .gauge, "1 for this instance's part in a planned move.")
        for part in MoveReport.Part.allCases { parts.add(part == move.part ? 1 : 0, [.init("part", part.rawValue)]) }
        var instances = MetricFamily(
            "pointsman_move_instances", .gauge,
            "Instances that have answered the planned move led here, that hold for it, and that have adopted its new cluster."
        )
        for (word, count) in [("present", move.present), ("holding", move.holding), ("adopted", move.adopted)] {
            instances.add(Double(count), [.init("state", word)])
        }
        var ended = MetricFamily(
            "pointsman_move_holds_total", .counter,
            "Planned moves that clients were held for here: those that led them to another primary, and those after which they went back."
        )
        ended.add(Double(reading.counters.followedMoves), [.init("outcome", "moved")])
        ended.add(Double(reading.counters.returnedMoves), [.init("outcome", "returned")])
        var led = MetricFamily(
            "pointsman_switchovers_total", .counter, "Planned moves that this agent has led, by how they ended.")
        for end in move.ends { led.add(Double(end.times), [.init("outcome", end.word)]) }
        var refused = MetricFamily(
            "pointsman_refused_notices_total", .counter,
            "Notices to the fleet that did not count: forged, replayed, late, or through another member than the primary."
        )
        for refusal in move.refusals { refused.add(Double(refusal.times), [.init("kind", refusal.kind.rawValue)]) }
        return [
            parts,
            .init(
                "pointsman_move_left_seconds", .gauge,
                "For how long at most clients are held for a planned move still; 0 while they are not."
            )
            .with(move.until.map { max(($0 - reading.moment).inSeconds, 0) } ?? 0),
            instances, ended, led, refused,
        ]
    }
}
