import Glibc
package import LinuxReactor

/// A lab for one command, in a folder of its own.
@Reactor
package final class TemporaryLab {
    package let folder: String
    package let stack: LabStack
    /// Whether a signal has come, so that later failures are due to it.
    package private(set) var isEnding = false

    /// - Parameter place: the place of servers and DNS; namespaces need root.
    package init(agent: AgentProgram, at place: LabPlace = .loopback) throws(LabError) {
        try agent.check()
        folder = try Folder.makeUnique(in: "/tmp")
        stack = LabStack(try LabPlan.make(in: folder, at: place), agent: agent)
    }

    /// Ends the lab and removes all its files.
    package func remove() async {
        await stack.stop()
        await Program.remove(folder)
    }

    /// Waits for SIGINT or SIGTERM, removes the lab, and ends the program.
    package func removeOnSignal() async {
        guard let number = await EndingSignals.next() else { return }
        isEnding = true
        await remove()
        exit(128 + number)
    }
}
