import PointsmanFormats
import PoolerTools
import Testing

@Suite("PgBouncer's log")
struct PoolerLogTextTests {
    @Test("PgBouncer's log is searched for complaints, counted from a given moment on")
    func log() {
        let text = """
            2026-11-25 18:00:00.000 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: early
            2026-11-25 19:18:26.109 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: nobody
            2026-11-25 19:18:26.110 UTC [1] LOG C-0x1: x closing because: password authentication failed (age=0s)
            2026-11-25 19:18:26.110 UTC [1] WARNING C-0x1: x pooler error: password authentication failed
            2026-11-25 19:18:27.109 UTC [1] LOG C-0x1: (nodb)/(nouser)@127.0.0.1:1 no such user: nobody
            a line of something else
            """
        #expect(
            PoolerLogText.complaints(in: text, since: "2026-11-25 19:00:00") == [
                .init(complaint: .noSuchUser, count: 2, lastTime: "2026-11-25 19:18:27"),
                .init(complaint: .wrongPassword, count: 1, lastTime: "2026-11-25 19:18:26"),
            ])
    }
}
