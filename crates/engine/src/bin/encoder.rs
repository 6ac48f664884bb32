//! Prints the TypeScript encoder of the instruction table: `ts/wasm/generated/encoder.ts`.

use oxigrad_engine::families::ACTIVATIONS;
use oxigrad_engine::fault::FaultCode;
use oxigrad_engine::instructions::TABLE;
use oxigrad_engine::table::hash;
use oxigrad_kernels::{elementwise, pooling, recurrent, reduce};

fn camel(name: &str) -> String {
    let mut result = String::new();
    let mut upper = false;
    for c in name.chars() {
        if c == '_' {
            upper = true;
        } else if upper {
            result.extend(c.to_uppercase());
            upper = false;
        } else {
            result.push(c);
        }
    }
    result
}

macro_rules! codes {
    ($doc:literal, $all:expr, $name:literal) => {{
        println!("\n/** {} */\nexport const {} = {{", $doc, $name);
        for (code, function) in $all.iter().enumerate() {
            println!("  {function:?}: {code},");
        }
        println!("}} as const;");
    }};
}

fn main() {
    println!(
        "// Generated from crates/engine/src/instructions.rs by `npm run generate`. Do not edit."
    );
    println!(
        "/** Writes every instruction of the engine, and names its functions and faults. */\n"
    );
    println!("import type {{ Operand, Words }} from '../words.ts';\n");
    println!("/** The hash of the table that this file was generated from; the module must have the same. */");
    println!("export const TABLE_HASH = 0x{:08x};", hash(TABLE));
    println!("\n/** Names of the instructions by opcode. */");
    println!("export const instructionNames: readonly string[] = [");
    for row in TABLE {
        println!("  '{}',", row.name);
    }
    println!("];");
    println!("\n/** Why a program stopped. */\nexport const FaultCode = {{");
    for code in [
        FaultCode::UnknownInstruction,
        FaultCode::UnknownFunction,
        FaultCode::OutOfMemory,
        FaultCode::IndexOutOfRange,
        FaultCode::LabelOutOfRange,
        FaultCode::AbsentInstruction,
    ] {
        println!("  {code:?}: {},", code as u32);
    }
    println!("}} as const;");
    codes!(
        "Functions of one f32.",
        elementwise::UnaryFunction::ALL,
        "UnaryFunction"
    );
    codes!(
        "Functions of two f32.",
        elementwise::BinaryFunction::ALL,
        "BinaryFunction"
    );
    codes!(
        "Comparisons.",
        elementwise::CompareFunction::ALL,
        "CompareFunction"
    );
    codes!(
        "What a float is.",
        elementwise::ClassifyFunction::ALL,
        "ClassifyFunction"
    );
    codes!(
        "Functions of two i32.",
        elementwise::IntegerFunction::ALL,
        "IntegerFunction"
    );
    codes!(
        "Functions of one i32.",
        elementwise::IntegerUnaryFunction::ALL,
        "IntegerUnaryFunction"
    );
    codes!(
        "Functions of two bytes.",
        elementwise::LogicalFunction::ALL,
        "LogicalFunction"
    );
    codes!(
        "Reductions of f32.",
        reduce::ReduceFunction::ALL,
        "ReduceFunction"
    );
    codes!(
        "Reductions of i32.",
        reduce::IntegerReduceFunction::ALL,
        "IntegerReduceFunction"
    );
    codes!(
        "Where the extreme is.",
        reduce::ArgFunction::ALL,
        "ArgFunction"
    );
    codes!(
        "Running reductions.",
        reduce::CumulativeFunction::ALL,
        "CumulativeFunction"
    );
    codes!(
        "What a product applies to its result.",
        ACTIVATIONS,
        "GemmActivation"
    );
    codes!(
        "What becomes of a window.",
        pooling::PoolFunction::ALL,
        "PoolFunction"
    );
    codes!(
        "What a step of a recurrent layer computes.",
        recurrent::Cell::ALL,
        "RecurrentCell"
    );
    for (opcode, row) in TABLE.iter().enumerate() {
        print_instruction(opcode, row);
    }
}

fn print_instruction(opcode: usize, row: &oxigrad_engine::table::Row) {
    let name = row.name;
    println!("\n/**");
    for line in row.doc {
        println!(" * {}", line.trim());
    }
    println!(" */\nexport function encode{name}(\n  words: Words,\n  fields: {{");
    for (field, kind) in row.fields {
        let kind = match *kind {
            "input" => "Operand | undefined",
            "output" => "Operand | undefined",
            "list" => "readonly number[]",
            _ => "number",
        };
        println!("    readonly {}: {kind};", camel(field));
    }
    println!("  }},\n): void {{\n  words.begin({opcode});");
    for (field, kind) in row.fields {
        let method = match *kind {
            "input" | "output" => "tensor",
            other => other,
        };
        println!("  words.{method}(fields.{});", camel(field));
    }
    println!("  words.end();\n}}");
}
