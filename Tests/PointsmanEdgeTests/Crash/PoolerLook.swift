import LinuxReactor
import PostgresClient

/// A console connection of the test's own, straight to PgBouncer, that sees what its database for writes is doing.
@Reactor
struct PoolerLook {
    struct State: Equatable {
        let isPaused: Bool
        /// Nil where it leads nowhere.
        let port: UInt16?
        var isDisabled = false

        /// Whether clients wait for the end of a PAUSE; who is turned away does not.
        var isHeld: Bool { isPaused && !isDisabled }
    }

    private let console: PostgresConnection

    /// Connects as soon as PgBouncer lets anybody in.
    init(port: UInt16) async throws {
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            do {
                console = try await PostgresConnection.connect(
                    [
                        ("hostaddr", "127.0.0.1"), ("port", "\(port)"), ("user", "boss"),
                        ("password", Attached.consolePassword), ("dbname", "pgbouncer"),
                    ], until: limit)
                return
            } catch {
                if ContinuousClock.now > limit { throw error }
            }
            await Reactor.sleep(until: .now + .milliseconds(5))
        }
    }

    /// Nil where PgBouncer doesn't know the database.
    func state() async throws -> State? {
        let shown = try await console.execute("SHOW DATABASES", until: .now + .seconds(30))
        guard let row = shown[0].rows.indices.first(where: { shown[0].value("name", row: $0) == "app" }) else {
            return nil
        }
        return State(
            isPaused: shown[0].value("paused", row: row) == "1",
            port: shown[0].value("port", row: row).flatMap { UInt16($0) },
            isDisabled: shown[0].value("disabled", row: row) == "1")
    }

    /// What SHOW CONFIG says of `key`.
    func setting(_ key: String) async throws -> String? {
        let shown = try await console.execute("SHOW CONFIG", until: .now + .seconds(30))
        let row = shown[0].rows.indices.first { shown[0].value("key", row: $0) == key }
        return row.flatMap { shown[0].value("value", row: $0) }
    }

    func pause() async throws {
        _ = try await console.execute("PAUSE app", until: .now + .seconds(30))
    }

    /// Suspends until it has not been paused for a while: a PAUSE that was just sent may still be on its way.
    /// - Parameter isHeld: what counts as paused; a name that turns clients away is, and holds none.
    /// - Returns: false where that is not so within `patience`.
    func isFree(
        within patience: Duration, of isHeld: KeyPath<State, Bool> = \.isPaused
    ) async throws -> Bool {
        let began = ContinuousClock.now
        var lastPaused = began
        while ContinuousClock.now < began + patience {
            if try await state()?[keyPath: isHeld] == true {
                lastPaused = .now
            } else if ContinuousClock.now > lastPaused + .milliseconds(60) {
                return true
            }
            await Reactor.sleep(until: .now + .milliseconds(1))
        }
        return false
    }
}
