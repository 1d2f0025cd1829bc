import PointsmanCore

extension StatusMetrics {
    static func counters(_ reading: StatusReading) -> [MetricFamily] {
        let (counters, events) = (reading.counters, reading.events)
        var reroutes = MetricFamily(
            "pointsman_reroute_duration_seconds", .histogram,
            "How long reroutes took: from the first sign that the route does not stand, to its confirmation elsewhere.")
        reroutes.add(counters.rerouteDurations, [])
        var holds = MetricFamily(
            "pointsman_hold_duration_seconds", .histogram, "How long clients were held, of holds that are over.")
        holds.add(counters.holdDurations, [])
        var failed = MetricFamily(
            "pointsman_operation_failures_total", .counter, "Steps that failed, on PgBouncer or on disk.")
        for operation in events.failedOperations {
            failed.add(Double(operation.times), [.init("operation", operation.word)])
        }
        return [
            .init("pointsman_reroutes_total", .counter, "Confirmed moves of the write route to another member.")
                .with(Double(counters.reroutes)),
            reroutes,
            .init("pointsman_holds_total", .counter, "Times that clients were held.").with(Double(counters.holds)),
            holds,
            .init("pointsman_became_ready_total", .counter, "Times that this instance became ready.")
                .with(Double(counters.timesReady)),
            failed,
            .init("pointsman_discovery_failures_total", .counter, "Rounds of discovery that brought no member.")
                .with(Double(events.discoveryFailures)),
            .init(
                "pointsman_pooler_losses_total", .counter, "Times that PgBouncer's console was lost or not to be had."
            )
            .with(Double(events.poolerLosses)),
        ] + reading.drills.families + incidents(reading.incidents) + probes(reading)
    }

    private static func incidents(_ totals: IncidentTotals) -> [MetricFamily] {
        var counts = MetricFamily(
            "pointsman_incidents_total", .counter,
            "Incidents that are over, by what they were: `pointsman history` lists them.")
        for count in totals.counts { counts.add(Double(count.amount), [.init("kind", count.name)]) }
        var seconds = MetricFamily(
            "pointsman_incident_seconds_total", .counter,
            "The time of those incidents by its owner: `pointsman why` tells each.")
        for owner in totals.seconds { seconds.add(owner.amount, [.init("owner", owner.name)]) }
        return [
            counts, seconds,
            .init("pointsman_recorder_lost_steps_total", .counter, "Events that the flight recorder could not keep.")
                .with(Double(totals.lostSteps)),
        ]
    }

    private static func probes(_ reading: StatusReading) -> [MetricFamily] {
        var roundTrips = MetricFamily(
            "pointsman_probe_round_trip_seconds", .histogram, "How long probes took that were answered.")
        var failures = MetricFamily(
            "pointsman_probe_failures_total", .counter,
            "Probes that brought nothing, by what that means: down, silent, blind (it lives and refuses us), or misbehaving."
        )
        var losses = MetricFamily(
            "pointsman_link_losses_total", .counter, "Times that the link to a member was lost between two probes.")
        for member in reading.status.members {
            guard let probes = reading.events.probes.first(where: { $0.member == member.member.id }) else { continue }
            let labels = Self.labels(of: member)
            roundTrips.add(probes.roundTrips, labels)
            failures.add(Double(probes.failures.down), labels + [.init("kind", "down")])
            failures.add(Double(probes.failures.silent), labels + [.init("kind", "silent")])
            failures.add(Double(probes.failures.blind), labels + [.init("kind", "blind")])
            failures.add(Double(probes.failures.misbehaving), labels + [.init("kind", "misbehaving")])
            losses.add(Double(probes.linkLosses), labels)
        }
        return [roundTrips, failures, losses]
    }
}
