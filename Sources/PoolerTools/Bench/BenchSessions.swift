import LinuxReactor
import PostgresClient

/// Our own sessions over libpq in the reactor, to measure the cost and the possible number of sessions: each costs a
/// socket here, and no process. The load itself is ``Pgbench``'s.
@Reactor
enum BenchSessions {
    typealias Parameters = [(keyword: String, value: String)]

    /// The time limit of a step: a login across the world takes a second, and a session that waits longer in a pool's
    /// queue does not work.
    private static let patience = Duration.seconds(10)
    /// The first number of sessions to ask at once; a server's listen queue holds this many.
    private static let firstCrowd = 16

    /// Measures connecting, logging in and the first answer, `count` times, one after the other, at each place in turn.
    static func setUp(_ places: [Parameters], count: Int) async -> LoadFigures {
        var figures = LoadFigures()
        let start = ContinuousClock.now
        for number in 0..<count where figures.failure == nil {
            figures.begun += 1
            let began = ContinuousClock.now
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(
                    places[number % places.count], until: began + patience)
                _ = try await connection.execute(PgbenchWork.statement, until: began + patience)
                figures.times.append(.now - began)
            } catch {
                figures.failed += 1
                figures.failure = "\(error)"
            }
        }
        figures.span = .now - start
        return figures
    }

    /// Adds clients, which stay connected, until one fails or there are `most`; at each doubling all of them ask at
    /// once. They are dealt out to the places in turn.
    static func limit(_ places: [Parameters], most: Int) async -> ClientLimit {
        var connections: [PostgresConnection] = []
        var worked = 0
        var next = min(firstCrowd, most)
        while worked < most {
            var refusal: PostgresError?
            while connections.count < next, refusal == nil {
                do throws(PostgresError) {
                    connections.append(try await one(places[connections.count % places.count]))
                } catch {
                    refusal = error
                }
            }
            let answers = connections.map { connection in Reactor.task { await answer(connection) } }
            var failure: PostgresError?
            for answer in answers {
                let error = await answer.value
                failure = failure ?? error
            }
            if failure == nil { worked = connections.count }
            if let reason = failure ?? refusal {
                return ClientLimit(clients: worked, failure: "\(reason)", sqlState: reason.sqlState)
            }
            next = min(most, next * 2)
        }
        return ClientLimit(clients: worked)
    }

    private static func one(_ parameters: Parameters) async throws(PostgresError) -> PostgresConnection {
        let deadline = ContinuousClock.now + patience
        let connection = try await PostgresConnection.connect(parameters, until: deadline)
        // In transaction mode the pooler has accepted the client by now, but a server may not answer yet.
        _ = try await connection.execute(PgbenchWork.statement, until: deadline)
        return connection
    }

    private static func answer(_ connection: PostgresConnection) async -> PostgresError? {
        do throws(PostgresError) {
            _ = try await connection.execute(PgbenchWork.statement, until: .now + patience)
            return nil
        } catch {
            return error
        }
    }
}
