import PointsmanCore
import PointsmanScenarios

// The inspection of a pooler at rest, as `PoolerInspector` does it.
extension AgentModel {
    func inspect(_ inspection: PoolerInspection) {
        let token = world.nextToken()
        look = (token, inspection)
        isCanaryOut = false
        world.fold(0x200 + inspection.id.number)
        let occurrence = Occurrence.looks(agent: Int32(index), token: token)
        world.schedule(occurrence, after: pooler.isFrozen ? VirtualTime(inspection.timeout) : world.lookDelay())
    }

    /// SHOW DATABASES was answered or its time limit has passed; the canary, if one is sent, comes next.
    func looks(_ token: UInt32) {
        guard let look, look.token == token, session == pooler.run, pooler.isRunning else { return }
        if isCanaryOut {
            pooler.writes.forgetCanary(token)
            return end(token, .failed("a round trip through PgBouncer has no answer"))
        }
        if pooler.isFrozen {
            self.look = nil
            return post(
                .inspected(
                    look.inspection.id,
                    PoolerSight(console: .silent("no answer within the time limit"), canary: .notSent)))
        }
        let databases = databases(of: look.inspection.setting)
        let setting = look.inspection.setting
        let isOurs = setting.map { pooler.file == PoolerFile(writes: $0.writes, reads: $0.reads) } ?? true
        shown = (databases, isOurs ? .asWritten : .another)
        guard look.inspection.sendsCanary,
            databases.allSatisfy({ $0.place == .asSet && !$0.isPaused && !$0.isDisabled })
        else {
            return end(token, .notSent)
        }
        if pooler.isFull {
            let fenced = pooler.writes.fencedLinks.count
            return end(token, .full(Fullness(.clients, "there is no room", fencedConnections: fenced)))
        }
        isCanaryOut = true
        world.schedule(
            .looks(agent: Int32(index), token: token), after: VirtualTime(look.inspection.timeout))
        pooler.writes.sendCanary(token, to: nil)
    }

    /// The canary of an inspection has come back or was refused.
    /// - Returns: whether it belonged to an inspection.
    func lookEnded(_ token: UInt32, reached server: Int?) -> Bool {
        guard look?.token == token else { return false }
        if let server {
            let reached = world.servers[server]
            end(token, .reached(reached.identity, isInRecovery: !reached.isPrimary))
        } else {
            end(token, .turnedDown("server login has been failing"))
        }
        return true
    }

    private func end(_ token: UInt32, _ canary: PoolerSight.Canary) {
        guard let look, look.token == token, let (databases, file) = shown else { return }
        self.look = nil
        isCanaryOut = false
        world.schedule(
            .lookReturns(agent: Int32(index), life: life, token: token), after: .microseconds(50))
        sights.append((token, look.inspection.id, PoolerSight(console: .shows(databases), file: file, canary: canary)))
    }

    func lookReturns(_ life: UInt32, _ token: UInt32) {
        guard let position = sights.firstIndex(where: { $0.token == token }) else { return }
        let sight = sights.remove(at: position)
        guard life == self.life, isAlive else { return }
        post(.inspected(sight.id, sight.sight))
    }

    private func databases(of setting: PoolerSetting?) -> [PoolerSight.Database] {
        [
            database("app", pooler.pools[0], setting?.writes.member, carriesWrites: true),
            database("app_ro", pooler.pools[1], setting?.reads, carriesWrites: false),
        ]
    }

    private func database(
        _ name: String, _ pool: PoolModel, _ member: MemberID?, carriesWrites: Bool
    ) -> PoolerSight.Database {
        let place: PoolerSight.Database.Place =
            pool.isRemoved
            ? .missing
            : member.map { pool.address == world.address(of: $0) } ?? true
                ? .asSet : .elsewhere(pool.address.map { world.member(at: $0).id })
        return PoolerSight.Database(
            name: name, carriesWrites: carriesWrites, place: place, isPaused: pool.isPaused,
            isDisabled: pool.isDisabled)
    }
}
