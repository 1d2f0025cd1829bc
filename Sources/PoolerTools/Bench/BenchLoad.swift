import LinuxReactor
import PostgresClient

/// Our own load: sessions over libpq in the reactor, all in one thread, so that a session costs a socket and no process.
@Reactor
struct BenchLoad {
    typealias Parameters = [(keyword: String, value: String)]

    /// One row by an index, of a table that every database has and every role may read.
    nonisolated static let statement = "SELECT relname FROM pg_catalog.pg_class WHERE oid = 1259"
    /// A login across the world takes a second; who waits longer than this in a pool's queue does not work.
    private static let patience = Duration.seconds(10)
    /// A wait for so many is no crowd that a server's listen queue could not hold.
    private static let firstCrowd = 16

    /// Dial, login and the first answer, `count` times, one after the other.
    static func setUp(_ parameters: Parameters, count: Int) async -> LoadFigures {
        var figures = LoadFigures()
        let start = ContinuousClock.now
        for _ in 0..<count where figures.failure == nil {
            figures.begun += 1
            let began = ContinuousClock.now
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(parameters, until: began + patience)
                _ = try await connection.execute(statement, until: began + patience)
                figures.times.append(.now - began)
            } catch {
                figures.failed += 1
                figures.failure = "\(error)"
            }
        }
        figures.span = .now - start
        return figures
    }

    /// `clients` sessions that ask again and again for `span`, after all of them are there and have got an answer.
    static func work(_ parameters: Parameters, clients: Int, for span: Duration) async -> LoadFigures {
        var figures = LoadFigures()
        let (connections, limit) = await crowd(parameters, most: clients)
        guard connections.count == clients else {
            // A number of clients with fewer clients would be another number's figures.
            figures.begun = 1
            figures.failed = 1
            figures.failure = "client \(connections.count + 1) of \(clients): \(limit.failure ?? "it failed")"
            return figures
        }
        let start = ContinuousClock.now
        let tasks = connections.map { connection in
            Task { @Reactor in await ask(connection, until: start + span) }
        }
        await withTaskCancellationHandler {
            for task in tasks {
                var part = await task.value
                part.span = .zero
                figures.add(part)
            }
        } onCancel: {
            for task in tasks { task.cancel() }
        }
        figures.span = .now - start
        return figures
    }

    /// Adds clients, who stay, until one fails or there are `most`; at each doubling all of them ask at once.
    static func limit(_ parameters: Parameters, most: Int) async -> ClientLimit {
        await crowd(parameters, most: most).limit
    }

    private static func crowd(
        _ parameters: Parameters, most: Int
    ) async -> (connections: [PostgresConnection], limit: ClientLimit) {
        var connections: [PostgresConnection] = []
        var worked = 0
        var next = min(firstCrowd, most)
        while worked < most {
            var refusal: PostgresError?
            while connections.count < next, refusal == nil {
                do throws(PostgresError) {
                    connections.append(try await one(parameters))
                } catch {
                    refusal = error
                }
            }
            let answers = connections.map { connection in Task { @Reactor in await answer(connection) } }
            var failure: PostgresError?
            for answer in answers {
                let error = await answer.value
                failure = failure ?? error
            }
            if failure == nil { worked = connections.count }
            if let reason = failure ?? refusal {
                return (
                    connections,
                    ClientLimit(clients: worked, failure: "\(reason)", sqlState: reason.sqlState)
                )
            }
            next = min(most, next * 2)
        }
        return (connections, ClientLimit(clients: worked))
    }

    private static func one(_ parameters: Parameters) async throws(PostgresError) -> PostgresConnection {
        let deadline = ContinuousClock.now + patience
        let connection = try await PostgresConnection.connect(parameters, until: deadline)
        // In transaction mode a pooler has let somebody in, but no server is known to answer yet.
        _ = try await connection.execute(statement, until: deadline)
        return connection
    }

    private static func answer(_ connection: PostgresConnection) async -> PostgresError? {
        do throws(PostgresError) {
            _ = try await connection.execute(statement, until: .now + patience)
            return nil
        } catch {
            return error
        }
    }

    /// The last one begins before the deadline and is waited for.
    private static func ask(_ connection: PostgresConnection, until deadline: ContinuousClock.Instant) async
        -> LoadFigures
    {
        var figures = LoadFigures()
        var began = ContinuousClock.now
        while began < deadline {
            figures.begun += 1
            do throws(PostgresError) {
                _ = try await connection.execute(statement, until: began + patience)
            } catch {
                figures.failed += 1
                figures.failure = "\(error)"
                return figures
            }
            let ended = ContinuousClock.now
            figures.times.append(ended - began)
            began = ended
        }
        return figures
    }
}
