import Glibc
import LinuxReactor

// What a test does to it.
extension TestServer {
    /// Kills every process of it at once; `restart()` brings it back.
    package func crash() async {
        process.signal(SIGSTOP)
        let children = ProcessFamily.children(of: process.processID)
        process.signal(SIGKILL)
        for child in children { kill(child, SIGKILL) }
        _ = await process.ended(until: .now + .seconds(60))
    }

    /// Stops every process of it, or has them go on: stopped it answers nothing, while the kernel takes what is sent.
    package func setHung(_ isHung: Bool) {
        let signal = isHung ? SIGSTOP : SIGCONT
        // It starts no new ones while it is stopped itself.
        if isHung { process.signal(signal) }
        for child in ProcessFamily.children(of: process.processID) { kill(child, signal) }
        if !isHung { process.signal(signal) }
    }
}
