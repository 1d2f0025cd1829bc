import LinuxReactor
import PointsmanConfiguration
import PointsmanFormats

/// The programs that the agent starts again and again while it runs.
enum RequiredPrograms {
    /// Checks that they exist.
    static func check(_ configuration: Configuration) throws(StartError) {
        let guardian = Folders.sibling("pointsman-guard")
        guard ProgramSearch.isProgram(guardian) else {
            throw StartError(
                .unavailable,
                "there is no program \(guardian), without which no client may be held: install both together")
        }
        guard let hook = configuration.hook.first, !ProgramSearch.isProgram(hook) else { return }
        throw StartError(
            .noInput,
            "hook: there is no program \(printable(hook)) that this user may run: name one that is there, or leave hook out"
        )
    }
}
