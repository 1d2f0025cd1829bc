import PoolerTools
import Testing

@Suite("A statement's text")
struct StatementTextTests {
    @Test(
        "a statement's text tells what it leaves in its session",
        arguments: [
            ("SET search_path = x", [SessionFeature.setting]), ("set session statement_timeout to 5", [.setting]),
            ("SET LOCAL search_path = x", []), ("SET TRANSACTION READ ONLY", []),
            (
                "SET CONSTRAINTS ALL "
                    + "DEFERRED", []
            ),
            ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", [.setting]), ("SET ROLE other", [.setting]),
            ("SET client_encoding='UTF8';SET application_name='web';", []), ("SET TIME ZONE 'UTC'", []),
            ("select set_config('search_path', 'x', false)", [.setting]),
            ("select set_config('search_path', 'x', true)", []),
            ("set default_transaction_read_only=1;set statement_timeout=0;do $$begin end$$;reset all", []),
            ("SET search_path = x; DISCARD ALL", []), ("LISTEN jobs", [.listening]), ("NOTIFY jobs", []),
            ("PREPARE p AS SELECT 1", [.prepared]), ("PREPARE TRANSACTION 'x'", []), ("EXECUTE p(1)", [.prepared]),
            ("CREATE TEMP TABLE t (x int)", [.temporaryTable]),
            (
                "create local temporary table "
                    + "t()", [.temporaryTable]
            ),
            ("CREATE TEMP TABLE t (x int) ON COMMIT DROP", []), ("CREATE TABLE temp_t ()", []),
            ("SELECT * INTO TEMP t FROM u", [.temporaryTable]), ("SELECT pg_advisory_lock(1)", [.advisoryLock]),
            ("SELECT pg_try_advisory_lock_shared(1)", [.advisoryLock]), ("SELECT pg_advisory_xact_lock(1)", []),
            ("SELECT 'LISTEN x; SET y = 1'", []), ("/* SET /* x */ = 1; */ SELECT 1 -- LISTEN", []),
            ("SELECT $tag$; SET x = 1$tag$, $1", []), ("", []), ("UPDATE t SET x = 1", []),
        ])
    func features(text: String, features: [SessionFeature]) {
        #expect(StatementText(text).features == features)
    }

    @Test(
        "a statement is shown without its values",
        arguments: [
            ("ALTER ROLE app PASSWORD 'hush'", "alter role app password ?"),
            ("select * from t where x = 42 and y = E'a\\'hush'", "select * from t where x = ? and y = ?"),
            ("select $q$hush$q$", "select ?"), ("select f('hush', 1.5)", "select f(?, ?)"),
            ("select 'never closed hush", "select ?"), ("select 1; select 2", "select ?; …"),
        ])
    func shape(text: String, shape: String) {
        #expect(StatementText(text).shape == shape)
    }

    @Test("a long statement is shown shortened")
    func long() {
        #expect(StatementText("select " + String(repeating: "a, ", count: 100)).shape.count == 61)
    }
}
