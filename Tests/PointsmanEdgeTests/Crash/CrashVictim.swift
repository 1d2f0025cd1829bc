/// What is killed at a point, always by SIGKILL.
enum CrashVictim: String, CaseIterable, Sendable {
    case agent
    case pooler
}
