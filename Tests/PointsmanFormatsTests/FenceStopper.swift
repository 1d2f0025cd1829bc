import Glibc
import LinuxReactor
import PostgresClient
import TestServers

/// What is done to a role, which is named for it: it may stop the fence's statement before its block has begun, or fool it.
struct FenceStopper: Sendable {
    var role: String
    /// For the role's defaults, as ALTER ROLE takes them.
    var settings: [String] = []
    /// Whether the fence can work there.
    var works = true
    /// Whether PgBouncer hands the connection out though the fence can't work there, so that only the agent's trial keeps clients
    /// away.
    var passesAll = false
    var database = "app"

    static let all: [FenceStopper] =
        [
            Self(role: "nothing"),
            Self(role: "no_language"),
            Self(role: "no_extension", database: "bare"),
            Self(role: "no_function", works: false),
            Self(role: "no_sleep", works: false),
            Self(role: "no_library", settings: ["session_preload_libraries = 'none_of_this_name'"], works: false),
            Self(role: "serializable", settings: ["default_transaction_isolation = 'serializable'"]),
            Self(role: "read_only", settings: ["default_transaction_read_only = on"]),
            Self(role: "shadowed", settings: ["search_path = shadow, pg_catalog"]),
            Self(role: "strict", settings: ["plpgsql.extra_errors = 'all'", "plpgsql.check_asserts = off"]),
            Self(role: "unchecked", settings: ["check_function_bodies = off", "row_security = off"]),
            Self(role: "slow_statement", settings: ["statement_timeout = '300ms'"]),
            Self(role: "slow_lock", settings: ["lock_timeout = '1ms'"]),
            Self(
                role: "idle", settings: ["idle_in_transaction_session_timeout = '1ms'", "lock_timeout = '7s'"]),
            Self(role: "no_space", settings: ["temp_file_limit = 0"]),
            Self(role: "exits", settings: ["exit_on_error = on"]),
            Self(
                role: "plain_text",
                settings: ["standard_conforming_strings = off", "backslash_quote = off", "client_min_messages = error"]),
            Self(role: "parallel", settings: ["jit_above_cost = 0", "parallel_setup_cost = 0"]),
            Self(role: "shallow", settings: ["max_stack_depth = '100kB'"]),
        ] + obstructors

    /// Roles whose sessions load an extension that refuses SET, DO or any query (`Tests/Obstructors`), where `checks/servers` has
    /// compiled it.
    private static let obstructors: [FenceStopper] = {
        guard let folder = getenv("POINTSMAN_TEST_OBSTRUCTORS").map({ String(cString: $0) }) else { return [] }
        return ["set", "do", "query"].map { what in
            Self(
                role: "refuses_\(what)", settings: ["session_preload_libraries = '\(folder)/refuses_\(what)'"],
                works: what == "do", passesAll: what == "set")
        }
    }()

    /// What an operator does to the databases and the roles.
    @Reactor
    static func prepare(_ server: TestServer) async throws {
        let names = all.map(\.role)
        let others = { (role: String) in names.filter { $0 != role }.joined(separator: ", ") }
        let roles = all.flatMap { stopper in
            ["create role \(stopper.role) login"] + stopper.settings.map { "alter role \(stopper.role) set \($0)" }
        }
        let admin = try await server.connect()
        for statement in roles + ["create database app", "create database bare"] {
            _ = try await admin.execute(statement, until: .now + .seconds(60))
        }
        let shadows = """
            create schema shadow; grant usage on schema shadow to public;
            create function shadow.pg_is_in_recovery() returns bool language sql as 'select false';
            create function shadow.pg_control_system(out system_identifier bigint) language sql as 'select 1::bigint';
            create function shadow.pg_current_wal_lsn() returns pg_lsn language sql as 'select ''0/0''::pg_lsn';
            create function shadow.pg_walfile_name(pg_lsn) returns text language sql as 'select ''7FFFFFFF''';
            create function shadow.never(bigint, bigint) returns bool language sql as 'select false';
            create operator shadow.<> (leftarg = bigint, rightarg = bigint, function = shadow.never);
            create operator shadow.< (leftarg = bigint, rightarg = bigint, function = shadow.never)
            """
        for (database, statements) in [
            ("bare", ["drop extension plpgsql"]),
            (
                "app",
                [
                    "revoke usage on language plpgsql from public",
                    "grant usage on language plpgsql to \(others("no_language"))",
                    "revoke execute on function pg_control_system() from public",
                    "grant execute on function pg_control_system() to \(others("no_function"))",
                    "revoke execute on function pg_sleep(double precision) from public",
                    "grant execute on function pg_sleep(double precision) to \(others("no_sleep"))",
                ] + shadows.split(separator: ";").map(String.init)
            ),
        ] {
            let connection = try await PostgresConnection.connect(
                server.parameters.map { $0.keyword == "dbname" ? ($0.keyword, database) : $0 },
                until: .now + .seconds(60))
            for statement in statements { _ = try await connection.execute(statement, until: .now + .seconds(60)) }
        }
    }
}
