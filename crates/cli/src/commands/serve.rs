//! `antin serve`: the service, until somebody ends it.

use crate::arguments::ServeCall;
use crate::failure::Failure;
use crate::words::Words;
use antin_app::outside::post::Post;
use antin_app::work::{Pool, Told};
use antin_app::{AppError, Context, accounts, demo};
use antin_domain::message::Message;
use antin_storage::{Db, Place, migrate};
use antin_web::Service;
use antin_words::Language;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Serves until a signal says to stop; requests under way are answered first.
///
/// # Errors
/// The database or the address cannot be used.
pub fn run(call: &ServeCall) -> Result<String, Failure> {
    tell_in_lines();
    #[cfg(unix)]
    with_one_store_of_memory();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::Failed(Message::new("cli-serve-failed").with("reason", error)))?;
    runtime.block_on(serve(call))
}

/// Begins the program anew with one store of memory for all that is written in C. SQLite has a thread for each connection,
/// and the C library by its habit a store for each thread: they keep some 100 MiB that nobody needs (docs/benchmarks.md).
/// Whoever sets the variable himself is heard.
#[cfg(unix)]
fn with_one_store_of_memory() {
    use std::os::unix::process::CommandExt;
    const STORES: &str = "MALLOC_ARENA_MAX";
    if std::env::var_os(STORES).is_some() {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let error = std::process::Command::new(program).args(std::env::args_os().skip(1)).env(STORES, "1").exec();
        // Only a failure comes back; the service then takes more memory and nothing else.
        tracing::warn!(%error, "the program could not begin anew");
    }
}

async fn serve(call: &ServeCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    let folder = |error: std::io::Error| {
        Failure::Unusable(Message::new("cli-cannot-write").with("folder", call.data.display()).with("reason", error))
    };
    std::fs::create_dir_all(&call.data).map_err(folder)?;
    let context = open(call).await.map_err(|error| Failure::Unusable(error.message()))?;
    let listener = listen(call.listen).await?;
    let admin = match call.admin_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let address = listener.local_addr().unwrap_or(call.listen);
    for line in greeting(call, &context, address, &words).await.map_err(|error| Failure::Failed(error.message()))? {
        println!("{line}");
    }
    let mut service = Service::new(Arc::clone(&context), call.demo);
    service.is_behind_proxy = call.behind_proxy;
    let service = Arc::new(service);
    if let Some(admin) = admin {
        let router = antin_web::admin_router(Arc::clone(&service));
        tokio::spawn(async move { axum::serve(admin, router).with_graceful_shutdown(told_to_stop()).await });
    }
    let pool = Pool::start(&context, post(call, address)?);
    let app = antin_web::router(service).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, app).with_graceful_shutdown(told_to_stop()).await;
    // What runs in the background ends in good order, and the end of the audit is signed.
    pool.stop().await;
    context.db.close().await;
    served.map_err(|error| Failure::Failed(Message::new("cli-serve-failed").with("reason", error)))?;
    Ok(words.get("cli-serve-ended") + "\n")
}

/// Where letters go out; none where no mail server is named.
fn post(call: &ServeCall, address: SocketAddr) -> Result<Option<Post>, Failure> {
    let Some(server) = &call.smtp else { return Ok(None) };
    let own = format!("http://{address}");
    let (from, address) = (call.mail_from.as_deref().unwrap_or_default(), call.address.as_ref().unwrap_or(&own));
    let words = Words::new(Language::Vi);
    let speak = Box::new(move |told: &Told| {
        let args: Vec<(&str, String)> = told.args.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        words.fill(&told.key, &args)
    });
    Post::new(server, from, address, speak).map(Some).map_err(|error| Failure::Unusable(error.message()))
}

/// The database, its schema brought up to date, and in a demonstration its department.
async fn open(call: &ServeCall) -> Result<Arc<Context>, AppError> {
    let place = match &call.database {
        Some(url) => Place::parse(url)?,
        None => Place::in_folder(Path::new(&call.data)),
    };
    let db = Db::open(&place).await?;
    migrate::run(&db).await?;
    let mut context = Context::new(db, call.data.clone(), call.demo.then(demo::day));
    if let Some(folder) = &call.checkpoints {
        context.checkpoints.clone_from(folder);
    }
    let context = Arc::new(context);
    if call.demo {
        demo::fill(&context).await?;
    }
    Ok(context)
}

/// What is printed at the start: where it is, and who may enter.
async fn greeting(
    call: &ServeCall,
    context: &Context,
    address: SocketAddr,
    words: &Words,
) -> Result<Vec<String>, AppError> {
    let mut lines = vec![words.say(&Message::new("cli-serving").with("address", format!("http://{address}/")))];
    if call.demo {
        lines
            .push(words.say(&Message::new("cli-serve-demo").with("day", demo::day()).with("password", demo::PASSWORD)));
        for (login, role) in demo::LOGINS {
            lines.push(format!("  {login:<10} {}", words.get(&format!("access-role-{}", role.name()))));
        }
    }
    if let Some(token) = accounts::first_link(context).await? {
        let link = format!("http://{address}/first/{token}");
        lines.push(words.say(&Message::new("cli-serve-first").with("link", link)));
    }
    lines.push(words.get("cli-serve-stop"));
    Ok(lines)
}

#[allow(clippy::disallowed_methods)] // The one command that listens.
async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::Unusable(Message::new("cli-cannot-listen").with("address", address).with("reason", error))
    })
}

/// Ends when the terminal (Ctrl+C) or the system says so.
async fn told_to_stop() {
    let terminal = async {
        // Where no signal can be waited for, only the system ends the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let system = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let system = std::future::pending::<()>();
    tokio::select! {
        () = terminal => {}
        () = system => {}
    }
}

/// The service tells of itself in lines of JSON, on standard error; nothing personal is in them.
fn tell_in_lines() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn"));
    // A second service in one process (tests) keeps the first.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
