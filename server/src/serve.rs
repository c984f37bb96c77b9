//! Putting the server together, starting it, and stopping it without losing anything.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use ::app::shell::Assets;
use anyhow::Context as _;
use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    routing::get_service,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;
use utoipa_swagger_ui::SwaggerUi;

use crate::{
    accounts, actions, allocations, audit_log,
    bus::Bus,
    chance::Chance,
    clients,
    clock::Clock,
    config::Config,
    connections,
    db::Db,
    differences, digest, disputes, events, exports, firm, forgetting,
    gateways::stripe::Stripe,
    health,
    http::{
        layers::{self, Limits},
        listen::{self, Door},
    },
    imports, invoices, jobs, keys, ledger, links,
    mail::Mailer,
    matters, pages, paper, payments, payouts, postings, quarantine, recipients, reconciliation, refunds, search,
    sessions,
    state::{App, Parts},
    stream, users, views,
};

/// A server that runs.
pub struct Running {
    /// Its parts.
    pub app: App,
    /// Where it listens.
    pub addr: SocketAddr,
    server: JoinHandle<()>,
}

/// How long what is under way may take to finish at shutdown.
const FAREWELL: Duration = Duration::from_secs(25);

#[derive(OpenApi)]
#[openapi(
    info(title = "Tender", description = "Payment links. Amounts are minor units; moments are RFC 3339."),
    components(schemas(domain::Problem)),
    modifiers(&Security)
)]
struct ApiDoc;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        use utoipa::openapi::security::{
            ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
        };
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("An API key, `tnd_…`")).build();
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description("__Host-tender", "A signed-in browser"));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("api_key", SecurityScheme::Http(bearer));
        components.add_security_scheme("session", SecurityScheme::ApiKey(cookie));
        api.security = Some(vec![SecurityRequirement::new("api_key", Vec::<String>::new())]);
    }
}

/// Opens everything that the configuration names.
///
/// # Errors
/// When the data folder, the database, the mail server's URL or the site are of no use.
pub async fn build(config: Config, clock: Clock) -> anyhow::Result<App> {
    fs::create_dir_all(&config.data).with_context(|| format!("making {}", config.data.display()))?;
    let bus = Bus::default();
    let chance = Chance::system();
    let db = Db::open(&config.database_url, bus.clone(), &chance).await?;
    db.migrate().await?;
    Ok(App::new(Parts {
        assets: Arc::new(read_assets(&config.site)?),
        mailer: Mailer::new(&config)?,
        stripe: Stripe::at(config.stripe_url.clone()),
        setup_code: hex::encode(chance.bytes::<5>()),
        tasks: TaskTracker::new(),
        stopping: CancellationToken::new(),
        config,
        db,
        clock,
        chance,
        bus,
    }))
}

fn read_assets(site: &Path) -> anyhow::Result<Assets> {
    let path = site.join("assets.json");
    let text = fs::read(&path).with_context(|| format!("{}: build the site first (`make build`)", path.display()))?;
    serde_json::from_slice(&text).with_context(|| path.display().to_string())
}

/// The REST API and its document.
pub fn api() -> (Router<App>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(ApiDoc::openapi())
        .merge(sessions::router())
        .merge(users::router())
        .merge(digest::router())
        .merge(firm::router())
        .merge(accounts::router())
        .merge(connections::router())
        .merge(links::router())
        .merge(links::public::router())
        .merge(recipients::router())
        .merge(payments::router())
        .merge(refunds::router())
        .merge(disputes::router())
        .merge(payouts::router())
        .merge(allocations::router())
        .merge(postings::router())
        .merge(differences::router())
        .merge(ledger::router())
        .merge(clients::router())
        .merge(matters::router())
        .merge(invoices::router())
        .merge(events::router())
        .merge(paper::router())
        .merge(reconciliation::router())
        .merge(search::router())
        .merge(quarantine::router())
        .merge(keys::router())
        .merge(views::router())
        .merge(actions::router())
        .merge(exports::router())
        .merge(imports::router())
        .merge(audit_log::router())
        .merge(stream::router())
        .split_for_parts()
}

/// All routes, with everything that surrounds them.
pub fn router(app: &App, limits: Limits) -> Router {
    let (api, document) = api();
    let in_process = api.clone().with_state(app.clone());
    let routes = Router::new()
        .merge(api)
        .merge(connections::webhooks::router())
        .merge(events::public_router())
        .merge(health::router(metrics()))
        .with_state(app.clone())
        .merge(docs(document))
        .merge(files(&app.config.site))
        .merge(pages::router(app, in_process));
    layers::wrap(app, routes, limits)
}

fn docs(document: utoipa::openapi::OpenApi) -> Router {
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                  connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    Router::from(SwaggerUi::new("/api/docs").url("/api/openapi.json", document))
        .layer(SetResponseHeaderLayer::overriding(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)))
}

/// Hashed files never change; the others are small.
fn files(site: &Path) -> Router {
    let hashed = ServeDir::new(site.join("assets")).precompressed_br().precompressed_gzip();
    let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
    let set = |name: HeaderName, value: HeaderValue| SetResponseHeaderLayer::if_not_present(name, value);
    let hashed = Router::new().nest_service("/assets", hashed).layer(set(header::CACHE_CONTROL, forever));
    ["favicon.svg", "robots.txt"]
        .into_iter()
        .fold(hashed, |router, name| router.route(&format!("/{name}"), get_service(ServeFile::new(site.join(name)))))
}

/// One recorder a process, also when tests start several servers in it.
fn metrics() -> Option<PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    RECORDER.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).clone()
}

/// Listens and works until [`Running::stop`].
///
/// # Errors
/// When the address is taken.
pub async fn start(app: App, limits: Limits) -> anyhow::Result<Running> {
    let wanted = app.config.addr;
    let listener =
        TcpListener::bind(wanted).await.with_context(|| format!("TENDER_ADDR: cannot listen on {wanted}"))?;
    Ok(start_on(app, listener, limits).await?)
}

/// As [`start`], on a socket that is open already.
///
/// # Errors
/// When the socket has no address.
pub async fn start_on(app: App, listener: TcpListener, limits: Limits) -> std::io::Result<Running> {
    let addr = listener.local_addr()?;
    let door = Door::new(limits.patience, app.config.trusted_proxy);
    let server = tokio::spawn(listen::serve(listener, router(&app, limits), door, app.stopping.clone()));
    jobs::run_workers(&app);
    links::closing::run_clock(&app);
    forgetting::run_clock(&app);
    digest::run_clock(&app);
    connections::sweep::run(&app);
    let hears = app.clone();
    app.tasks.spawn(async move { hears.db.listen(&hears.config.database_url, hears.stopping.clone()).await });
    Ok(Running { app, addr, server })
}

impl Running {
    /// Stops taking requests, and finishes what is under way.
    pub async fn finish(&mut self) {
        self.app.stopping.cancel();
        self.app.bus.wake_workers();
        self.app.tasks.close();
        let finish = async {
            let _ = (&mut self.server).await;
            self.app.tasks.wait().await;
        };
        if tokio::time::timeout(FAREWELL, finish).await.is_err() {
            tracing::warn!("something did not finish in time; jobs go on at the next start");
        }
    }

    /// Finishes, and closes the database.
    pub async fn stop(mut self) {
        self.finish().await;
        self.app.db.close().await;
    }

    /// Works until the process is told to stop.
    ///
    /// # Errors
    /// When the process cannot listen to signals.
    pub async fn until_told_to_stop(self) -> anyhow::Result<()> {
        told_to_stop().await?;
        tracing::info!("stopping");
        self.stop().await;
        Ok(())
    }
}

/// Waits for SIGINT or SIGTERM.
///
/// # Errors
/// When the process cannot listen to signals.
pub async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => result,
        _ = terminate.recv() => Ok(()),
    }
}

/// `tender serve`: until it is told to stop.
///
/// # Errors
/// What keeps it from starting, in words for the operator.
pub async fn serve(config: Config) -> anyhow::Result<()> {
    let app = build(config, Clock::system()).await?;
    if sessions::setup_needed(&app).await? {
        let (url, code) = (app.config.url("/app/setup"), &app.setup_code);
        tracing::info!("there is no firm yet: open {url} and enter the code {code}");
    }
    let running = start(app, Limits::default()).await?;
    tracing::info!(addr = %running.addr, url = %running.app.config.base_url, "serving");
    running.until_told_to_stop().await
}
