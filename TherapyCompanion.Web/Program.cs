using Microsoft.Extensions.Configuration.Json;
using TherapyCompanion.Core;
using TherapyCompanion.Infrastructure;
using TherapyCompanion.Infrastructure.Commands;
using TherapyCompanion.Infrastructure.Commands.Evaluation;
using TherapyCompanion.Infrastructure.Identity;
using TherapyCompanion.Infrastructure.Jobs;
using TherapyCompanion.Web.Account;
using TherapyCompanion.Web.App;

var verb = CommandLine.Verb(args);
// The engines need nothing of the host: no settings, no database.
if (verb is ["evaluate", .. var words]) return await EvaluateCommand.RunAsync(words, Console.Out, Console.Error, CancellationToken.None);

var builder = WebApplication.CreateBuilder(args);
// The root's appsettings.json travels beside the program; first in line, so that everything else overrides it.
var settings = new JsonConfigurationSource { Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json") };
settings.ResolveFileProvider();
builder.Configuration.Sources.Insert(0, settings);
builder.Logging.ClearProviders();
if (verb is null) builder.Logging.AddStructured();

builder.Services
    .AddCore()
    .AddInfrastructure(builder.Configuration)
    .AddSignIn(builder.Configuration)
    .AddTelemetry(builder.Configuration)
    .AddKnownProxies(builder.Configuration)
    .AddWeb(builder.Configuration)
    .AddAccounts(builder.Configuration);
if (verb is null) builder.Services.AddJobs(builder.Configuration);

var app = builder.Build();
if (verb is ["routes", ..]) return RoutesCommand.Run(app.UseWeb().MapAccounts(), Console.Out);
if (verb is not null) return await CommandLine.RunAsync(verb, app.Services, Console.Out, Console.Error, CancellationToken.None);

return await app.ServeAsync(a => a.UseWeb().MapAccounts());
