import LinuxReactor
import PostgresClient

/// The login of one role at one place. It may be replaced while connections use it. Then both the new login and the
/// former role are tried until the new one has worked: during a password rotation a server accepts one of the two, and
/// nothing tells when it changes to the other.
@Reactor
final class Login {
    /// Connection parameters by libpq's keywords.
    typealias Parameters = [(keyword: String, value: String)]

    private(set) var newest: Parameters
    /// The former user and password, until the new ones have worked; nil afterwards.
    private var formerRole: Parameters?
    /// Why the newest role was refused when the former one was accepted; nil if that has not happened, or the newest
    /// has worked since.
    private(set) var refusal: PostgresError?
    /// How often the parameters have changed.
    private(set) var changes = 0
    /// How many round trips have brought an error since that was asked last.
    private var errors = 0
    private let rounds: Int?

    /// - Parameter rounds: the most rounds of SCRAM for one login; nil for as many as fit into its time limit.
    nonisolated init(_ parameters: Parameters, computing rounds: Int? = nil) {
        newest = parameters
        self.rounds = rounds
    }

    /// The login at PgBouncer's console.
    nonisolated static func console(_ parameters: Parameters) -> Login {
        Login(parameters, computing: PostgresConnection.consoleRounds)
    }

    /// Whether the newest role has been accepted, or there was none before it.
    var isProven: Bool { formerRole == nil }

    /// The name of the newest role.
    var user: String { newest.first { $0.keyword == "user" }?.value ?? "" }

    /// The name of the database.
    var database: String { newest.first { $0.keyword == "dbname" }?.value ?? "" }

    /// Takes that a round trip by it has brought an error of the other side's.
    func countError() { errors += 1 }

    /// - Returns: how many round trips have brought an error that was not told here yet, `count` at most.
    func takeErrors(upTo count: Int) -> Int {
        let told = min(errors, count)
        errors -= told
        return told
    }

    /// Another one of its own, for connections that are shown under the name `mark`.
    func marked(_ mark: String) -> Login {
        let login = Login(Self.marked(newest, mark), computing: rounds)
        login.formerRole = formerRole
        return login
    }

    /// `parameters` for connections that are shown under this name.
    static func marked(_ parameters: Parameters, _ mark: String) -> Parameters {
        parameters.filter { $0.keyword != "application_name" } + [("application_name", mark)]
    }

    /// Takes other parameters. Of the former ones only the role is kept.
    /// - Returns: whether they differ.
    @discardableResult
    func take(_ parameters: Parameters) -> Bool {
        guard !Self.areSame(parameters, newest) else { return false }
        let role = Self.role(in: newest)
        newest = parameters
        refusal = nil
        changes += 1
        if formerRole == nil { formerRole = role }
        // The new role is the former one again, which works.
        if let formerRole, Self.areSame(formerRole, Self.role(in: parameters)) { self.formerRole = nil }
        return true
    }

    /// Connects with the newest parameters or, if they are refused, with the former role.
    /// - Parameter onPasswordRequest: see ``PostgresConnection/connect(_:until:reading:computing:onPasswordRequest:)``.
    /// - Throws: the error of the newest parameters.
    func connect(
        until deadline: ContinuousClock.Instant, reading bytes: Int = PostgresConnection.answerBytes,
        onPasswordRequest: (@Reactor () -> Void)? = nil
    ) async throws(PostgresError) -> PostgresConnection {
        do throws(PostgresError) {
            return try await prove(until: deadline, reading: bytes, onPasswordRequest: onPasswordRequest)
        } catch {
            guard let formerRole, error.refusesRole else { throw error }
            let changes = changes
            do throws(PostgresError) {
                let connection = try await PostgresConnection.connect(
                    Self.parameters(newest, as: formerRole), until: deadline, reading: bytes,
                    computing: rounds)
                if changes == self.changes { refusal = error }
                return connection
            } catch _ {
                throw error
            }
        }
    }

    /// Connects with the former role if there is one: for the time when the other end is known not to have read the
    /// newest one yet.
    func connectAsBefore(until deadline: ContinuousClock.Instant) async throws(PostgresError) -> PostgresConnection {
        guard let formerRole else {
            return try await connect(until: deadline, reading: PostgresConnection.memberBytes)
        }
        return try await PostgresConnection.connect(
            Self.parameters(newest, as: formerRole), until: deadline, reading: PostgresConnection.memberBytes,
            computing: rounds)
    }

    /// Connects with the newest parameters only. If that works, the former role is dropped.
    func prove(
        until deadline: ContinuousClock.Instant, reading bytes: Int = PostgresConnection.answerBytes,
        onPasswordRequest: (@Reactor () -> Void)? = nil
    ) async throws(PostgresError) -> PostgresConnection {
        let parameters = newest
        let connection = try await PostgresConnection.connect(
            parameters, until: deadline, reading: bytes, computing: rounds, onPasswordRequest: onPasswordRequest)
        if Self.areSame(parameters, newest) { (formerRole, refusal) = (nil, nil) }
        return connection
    }

    private static func role(in parameters: Parameters) -> Parameters {
        parameters.filter { $0.keyword == "user" || $0.keyword == "password" }
    }

    private static func parameters(_ parameters: Parameters, as role: Parameters) -> Parameters {
        parameters.filter { $0.keyword != "user" && $0.keyword != "password" } + role
    }

    private static func areSame(_ left: Parameters, _ right: Parameters) -> Bool {
        left.elementsEqual(right) { $0.keyword == $1.keyword && $0.value == $1.value }
    }
}

extension PostgresError {
    /// Whether the role or its password was refused: by a server (class 28), or by PgBouncer, which reports 08P01.
    var refusesRole: Bool {
        guard code == .server else { return false }
        return sqlState?.hasPrefix("28") == true || message.contains("authentication failed")
            || message.contains("no such user")
    }
}
