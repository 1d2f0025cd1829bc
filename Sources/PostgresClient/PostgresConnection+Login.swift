import CLibpq
import LinuxReactor

// The login. In it libpq computes what the server asks for: the rounds of SCRAM, the handshake of TLS.
extension PostgresConnection {
    /// The most bytes that a login may read: a TLS certificate chain and some twenty settings take a tenth of it.
    private static let mostLoginBytes = 256 << 10
    /// How often a login hears from the server at most: some ten times with TLS and SCRAM. A server that asks for the password again
    /// and again would have it sent thousands of times.
    private static let mostLoginSteps = 100
    /// The number of rounds of SCRAM that makes a login costly; `scram_iterations` is 4096 by default.
    private static let manyHashes = 100_000
    /// The most rounds of SCRAM for a login at PgBouncer's console. A session needs several logins within two seconds, so
    /// more could not work; the 600,000 that are advised for passwords pass.
    nonisolated package static let consoleRounds = 650_000

    /// Connects and authenticates.
    /// - Parameters:
    ///   - bytes: the most bytes that the server may send in answer to one ``execute(_:until:)``, or while the connection
    ///     is idle.
    ///   - rounds: the most rounds of SCRAM that the server may ask for; nil for as many as fit into the time limit. If it
    ///     asks for more, no login begins there for some seconds.
    ///   - onPasswordRequest: called as soon as the server asks for a password: its start is over by then. A server that
    ///     needs no password never asks.
    package static func connect(
        _ parameters: [(keyword: String, value: String)], until deadline: ContinuousClock.Instant,
        reading bytes: Int = PostgresConnection.consoleBytes, computing rounds: Int? = nil,
        onPasswordRequest: (@Reactor () -> Void)? = nil
    ) async throws(PostgresError) -> PostgresConnection {
        let place = StuckLogins.place(parameters)
        if let reason = StuckLogins.shared.restReason(at: place) { throw reason }
        guard await StuckLogins.shared.clear(place, until: deadline) else {
            if Task.isCancelled { throw PostgresError(code: .cancelled, message: "cancelled") }
            throw PostgresError(
                code: .misbehaving(.costlyLogin), message: "what its last login had us compute has not ended yet")
        }
        var parameters = parameters
        let watch = AuthenticationWatch(&parameters)
        let connection = PostgresConnection(
            link: LibpqLink(connecting: LibpqKeywords.known(among: parameters)), reading: bytes)
        if let rounds { connection.link.budget.allowHashes(rounds) }
        do throws(PostgresError) {
            try await connection.logIn(at: place, until: deadline, watch, onPasswordRequest)
        } catch {
            guard let rounds, connection.link.budget.hashes > rounds else { throw error }
            let reason = PostgresError(
                code: .misbehaving(.costlyLogin),
                message: "its login takes more than \(rounds) rounds of SCRAM (scram_iterations)")
            StuckLogins.shared.rest(place, because: reason)
            throw reason
        }
        return connection
    }

    private func logIn(
        at place: String, until deadline: ContinuousClock.Instant, _ watch: AuthenticationWatch,
        _ onPasswordRequest: (@Reactor () -> Void)?
    ) async throws(PostgresError) {
        var onPasswordRequest = onPasswordRequest
        var next = link.isBad ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING
        var steps = 0
        link.budget.allow(Self.mostLoginBytes)
        while next != PGRES_POLLING_OK {
            switch next {
            case PGRES_POLLING_READING:
                try await ready(for: .reading, until: deadline)
                steps += 1
                guard steps <= Self.mostLoginSteps else {
                    throw PostgresError(
                        code: .misbehaving(.excess), message: "its login takes more than \(Self.mostLoginSteps) steps")
                }
            case PGRES_POLLING_WRITING: try await ready(for: .writing, until: deadline)
            default: throw link.loss
            }
            if let refusal = watch.refusal(link.raw) { throw refusal }
            // Before the server has sent a byte there is nothing to compute.
            next = try await steps > 0 ? pollElsewhere(at: place, until: deadline) : link.connectPoll()
            if next != PGRES_POLLING_FAILED, PQconnectionUsedPassword(link.raw) == 1 {
                onPasswordRequest?()
                onPasswordRequest = nil
            }
        }
    }

    /// Runs a step of the login on a thread of its own. A step that takes too long is abandoned, and left to its
    /// thread.
    private func pollElsewhere(
        at place: String, until deadline: ContinuousClock.Instant
    ) async throws(PostgresError) -> PostgresPollingStatusType {
        let call: ThreadCall<UInt32>
        do {
            call = try ThreadCall { [link] in link.connectPoll().rawValue }
        } catch {
            throw PostgresError(code: .transport, systemError: error.code, message: "no thread for the login: \(error)")
        }
        if let next = await call.value(until: deadline) { return PostgresPollingStatusType(next) }
        StuckLogins.shared.add(call, at: place)
        let hashes = link.budget.hashes
        link.budget.withdraw()
        if Task.isCancelled { throw PostgresError(code: .cancelled, message: "cancelled") }
        guard hashes >= Self.manyHashes else { throw Self.tooLate }
        throw PostgresError(
            code: .misbehaving(.costlyLogin),
            message:
                "its login takes more than \(hashes) rounds of SCRAM (scram_iterations), and the time limit is over")
    }
}
