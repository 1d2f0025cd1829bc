import LinuxReactor
import PointsmanCore
import PointsmanFormats
import PostgresClient

// The time between two probes.
extension MemberProber {
    /// Looks whether commits wait for a synchronous standby, if that is due: never while clients wait for the probes'
    /// results. If the server refuses, the answer is "unknown".
    /// - Returns: why the link was lost; nil if it was not.
    func lookAtCommits(on connection: PostgresConnection, after report: ServerReport) async -> PostgresError? {
        guard !report.isInRecovery, plan.isCalm, nextCommitLook <= .now else { return nil }
        nextCommitLook = .now + ObstacleWatch.commitInterval
        do throws(PostgresError) {
            let results = try await connection.execute(CommitStatement.sql, until: .now + plan.timeout)
            post(.commitsSeen(member, results.last.map { row in CommitWaits(row: { row.value($0) }) } ?? .unknown))
            return nil
        } catch {
            post(.commitsSeen(member, .unknown))
            guard error.code == .server, case .blind = ProbeFailure(error) else { return error }
            return nil
        }
    }

    /// Waits until the next probe and watches the link. A standby ends the wait by its promotion; while that is under way it is
    /// asked again at once, and waits until it is a primary.
    /// - Returns: why the link was lost; nil if it was not.
    func pass(
        since sent: ContinuousClock.Instant, on connection: PostgresConnection, after report: ServerReport
    ) async -> PostgresError? {
        var next: ContinuousClock.Instant { report.isPromoting ? sent : sent + interval }
        let milliseconds = (next - .now).wholeMilliseconds
        guard report.isInRecovery, canWatch, plan.watches, !plan.awaitsPromotion, milliseconds > 20 else {
            while true {
                if let loss = await connection.idle(until: next) { return loss }
                // Fleet notices alone are no reason to probe.
                guard line.hear(connection), !isGivenUp else { return nil }
                if let loss = await line.tell(on: connection, within: plan.timeout) { return loss }
                guard .now < next else { return nil }
            }
        }
        do {
            _ = try await connection.execute(
                ProbeStatement.watch(milliseconds: milliseconds), until: next + plan.timeout)
            return nil
        } catch {
            guard error.code == .server, case .blind = ProbeFailure(error) else { return error }
            // The server has no plpgsql, or the statement was cancelled: it is not sent again.
            canWatch = false
            return await connection.idle(until: next)
        }
    }
}
