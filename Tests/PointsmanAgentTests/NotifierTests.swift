import Glibc
import LinuxReactor
import TestServers
import Testing

@testable import PointsmanAgent

@Suite("Notices to systemd")
struct NotifierTests {
    @Test(
        "each notice to systemd is written as its sd_notify variables",
        arguments: [
            (Notice.ready, "READY=1"), (.stopping, "STOPPING=1"), (.watchdog, "WATCHDOG=1"),
            (.reloading, "RELOADING=1\nMONOTONIC_USEC=42"),
            (.extendTimeout(.milliseconds(1500)), "EXTEND_TIMEOUT_USEC=1500000"),
            (.extendTimeout(.seconds(-1)), "EXTEND_TIMEOUT_USEC=0"),
            (.status("held\nREADY=1\r\nX"), "STATUS=held READY=1 X"),
        ])
    func text(notice: Notice, text: String) {
        #expect(notice.text(monotonicMicroseconds: 42) == text)
    }

    @Test("a service notifies systemd of READY with its status in one message, and of stopping")
    func life() async throws {
        try await withStandIn(watchdogMicroseconds: nil) { process, listener, folder in
            #expect(
                await listener.next() == "STATUS=waiting for \(folder)/go\nEXTEND_TIMEOUT_USEC=60000000")
            #expect(await listener.next(until: .now + .milliseconds(100)) == nil)
            touch("\(folder)/go")
            #expect(await listener.next() == "READY=1\nSTATUS=writes go to 192.0.2.1:5432")
            process.signal(SIGTERM)
            #expect(await listener.next() == "STOPPING=1\nSTATUS=stopping")
            #expect(await process.ended(until: .now + .seconds(60)) == 0)
        }
    }

    @Test("the watchdog is fed while the heart beats, stops with it, and starts again")
    func watchdog() async throws {
        try await withStandIn(watchdogMicroseconds: 300_000) { process, listener, folder in
            touch("\(folder)/go")
            while await listener.next() != "WATCHDOG=1" {}
            touch("\(folder)/stuck")
            // One that was under way may still come; from then on there is silence for several turns.
            await Reactor.sleep(until: .now + .milliseconds(500))
            await listener.drain()
            #expect(await listener.next(until: .now + .milliseconds(500)) == nil)
            unlink("\(folder)/stuck")
            #expect(await listener.next() == "WATCHDOG=1")
        }
    }

    @Test("a notifier without systemd sends nothing and has no watchdog")
    func nobody() async throws {
        try #require(getenv("NOTIFY_SOCKET") == nil && getenv("WATCHDOG_USEC") == nil)
        #expect(await Notifier().send(.ready) == false)
        #expect(Notifier().watchdogInterval == nil)
    }

    /// Runs the small service of the tests under a listener of ours, and ends it.
    @Reactor
    private func withStandIn(
        watchdogMicroseconds: Int?, _ body: @Reactor (ChildProcess, NotifyListener, String) async throws -> Void
    ) async throws {
        try await withFolder { folder in
            let listener = try NotifyListener(path: "\(folder)/notify")
            let watchdog = watchdogMicroseconds.map { ["WATCHDOG_USEC=\($0)"] } ?? []
            let process = try ChildProcess(
                .init(
                    "\(buildFolder)/notify-stand-in", [folder],
                    environment: ["NOTIFY_SOCKET=\(folder)/notify"] + watchdog))
            defer { process.signal(SIGKILL) }
            try await body(process, listener, folder)
            process.signal(SIGKILL)
            _ = await process.ended(until: .now + .seconds(60))
        }
    }
}
