/* An extension that refuses what the fence's statement needs, by the server's own hooks: SET, DO or any query. `checks/servers` compiles it
   once for each, and FenceStopperTests gives each to a role of its own (session_preload_libraries). */
#include "postgres.h"

#include "executor/executor.h"
#include "fmgr.h"
#include "tcop/utility.h"

PG_MODULE_MAGIC;

#ifndef REFUSES
#error "REFUSES is SET, DO or QUERY"
#endif
#define SET 1
#define DO 2
#define QUERY 3

static void
utility(PlannedStmt *planned, const char *text, bool readOnlyTree, ProcessUtilityContext context, ParamListInfo parameters,
        QueryEnvironment *environment, DestReceiver *receiver, QueryCompletion *completion)
{
    if (REFUSES == SET && IsA(planned->utilityStmt, VariableSetStmt))
        ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("no SET here")));
    if (REFUSES == DO && IsA(planned->utilityStmt, DoStmt))
        ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE), errmsg("no DO here")));
    standard_ProcessUtility(planned, text, readOnlyTree, context, parameters, environment, receiver, completion);
}

static void
start(QueryDesc *query, int flags)
{
    if (REFUSES == QUERY)
        ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
    standard_ExecutorStart(query, flags);
}

void
_PG_init(void)
{
    ProcessUtility_hook = utility;
    ExecutorStart_hook = start;
}
